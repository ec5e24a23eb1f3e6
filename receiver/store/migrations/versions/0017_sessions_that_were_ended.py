"""Sessions at the pages that somebody ended before their time."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "ended_sessions",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("until_s", sa.Float(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("ended_sessions")

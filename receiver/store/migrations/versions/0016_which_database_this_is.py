"""Which database this is, and since when, so that a lost one is told apart from another receiver's."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "births",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("births")

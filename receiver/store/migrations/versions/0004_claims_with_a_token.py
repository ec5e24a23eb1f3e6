"""Claims carry a token, interruptions are counted, and patience is measured by time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_QUEUES = ("episodes", "messages", "remediations")


def upgrade() -> None:
    for table in _QUEUES:
        op.add_column(
            table, sa.Column("claimed_by", sa.String(length=32), server_default=sa.text("('')"), nullable=False)
        )
        op.add_column(table, sa.Column("interruptions", sa.Integer(), server_default=sa.text("0"), nullable=False))
        op.add_column(table, sa.Column("failing_since_s", sa.Float(), nullable=True))


def downgrade() -> None:
    for table in _QUEUES:
        for column in ("claimed_by", "interruptions", "failing_since_s"):
            op.drop_column(table, column)

"""What a notifier said about an episode can be gone on with; what many episodes tell at once can be folded into digests."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("notifier", sa.String(length=32), nullable=False),
        sa.Column("route", sa.String(length=128), nullable=False),
        sa.Column("handle", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"]),
        sa.PrimaryKeyConstraint("episode_id", "notifier", "route"),
    )
    op.add_column("messages", sa.Column("line", sa.JSON(), nullable=True))
    op.add_column("messages", sa.Column("storm", sa.Integer(), nullable=True))
    op.create_index(
        "ix_messages_notifier_route_created_s", "messages", ["notifier", "route", "created_s"], unique=False
    )
    op.create_index("ix_messages_storm", "messages", ["storm"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_messages_storm", table_name="messages")
    op.drop_index("ix_messages_notifier_route_created_s", table_name="messages")
    op.drop_column("messages", "storm")
    op.drop_column("messages", "line")
    op.drop_table("conversations")

"""Approvals and situations."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.String(length=128), nullable=False),
        sa.Column("target", sa.String(length=512), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("previous", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("sizing", sa.Text(), nullable=False),
        sa.Column("asked_at_s", sa.Float(), nullable=False),
        sa.Column("act_by_s", sa.Float(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        sa.Column("answered_by", sa.String(length=128), server_default=sa.text("('')"), nullable=False),
        sa.Column("answered_at_s", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["episode_id"], ["episodes.id"], name=op.f("fk_approvals_episode_id_episodes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    op.create_index("ix_approvals_episode_id_target", "approvals", ["episode_id", "target"], unique=False)
    op.add_column("evaluations", sa.Column("situation", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("evaluations", "situation")
    op.drop_index("ix_approvals_episode_id_target", table_name="approvals")
    op.drop_table("approvals")

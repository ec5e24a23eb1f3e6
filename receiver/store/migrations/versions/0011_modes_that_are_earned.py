"""Modes that are earned: every change of what bounds a forecast's mode; and messages that belong to no episode."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "mode_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.String(128), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(16)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mode_changes"),
        sa.UniqueConstraint("forecast", "number", name="uq_mode_changes_forecast_number"),
    )
    op.create_index("ix_predictions_settled_s", "predictions", ["settled_s"])
    with op.batch_alter_table("messages") as batch:
        batch.alter_column("episode_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM messages WHERE episode_id IS NULL")
    with op.batch_alter_table("messages") as batch:
        batch.alter_column("episode_id", existing_type=sa.Integer(), nullable=False)
    op.drop_index("ix_predictions_settled_s", table_name="predictions")
    op.drop_table("mode_changes")

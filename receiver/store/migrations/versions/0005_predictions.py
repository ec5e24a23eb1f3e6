"""Predictions."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "predictions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("episode_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("forecast", sa.String(length=128), nullable=False),
        sa.Column("severity", sa.String(length=64), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("assessed_at_s", sa.Float(), nullable=False),
        sa.Column("horizon_s", sa.Float(), nullable=False),
        sa.Column("raw_probability", sa.Float(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("came", sa.String(length=16), nullable=False),
        sa.Column("due_s", sa.Float(), nullable=False),
        sa.Column("settled_s", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_predictions")),
    )
    op.create_index("ix_predictions_came_due_s", "predictions", ["came", "due_s"], unique=False)
    op.create_index(
        "ix_predictions_fingerprint_assessed_at_s", "predictions", ["fingerprint", "assessed_at_s"], unique=False
    )
    op.create_index("ix_predictions_forecast_severity_id", "predictions", ["forecast", "severity", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_predictions_forecast_severity_id", table_name="predictions")
    op.drop_index("ix_predictions_fingerprint_assessed_at_s", table_name="predictions")
    op.drop_index("ix_predictions_came_due_s", table_name="predictions")
    op.drop_table("predictions")

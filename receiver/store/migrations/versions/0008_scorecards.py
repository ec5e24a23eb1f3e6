"""Scorecards: when a forecast was believed and when the limit was reached, and breaches that nobody had foreseen.

What is on record already says neither, and is left out of them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("predictions", sa.Column("series", sa.String(64), nullable=False, server_default=sa.text("''")))
    op.add_column("predictions", sa.Column("believed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("predictions", sa.Column("crossed_at_s", sa.Float()))
    op.create_table(
        "breaches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("forecast", sa.String(128), nullable=False),
        sa.Column("severities", sa.JSON(), nullable=False),
        sa.Column("series", sa.String(64), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("until_s", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_breaches"),
        sa.UniqueConstraint("series", "at_s", name="uq_breaches_series_at_s"),
    )
    op.create_index("ix_breaches_forecast_until_s", "breaches", ["forecast", "until_s"])


def downgrade() -> None:
    op.drop_table("breaches")
    for column in ("series", "believed", "crossed_at_s"):
        op.drop_column("predictions", column)

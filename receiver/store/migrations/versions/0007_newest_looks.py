"""The newest look at each episode, to list the live forecasts by; and who turned the kill switch."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_LOOK: dict[str, sa.types.TypeEngine[Any]] = {
    "looked_at_s": sa.Float(),
    "verdict": sa.String(length=16),
    "probability": sa.Float(),
    "runs_out_from_s": sa.Float(),
    "runs_out_at_s": sa.Float(),
    "runs_out_to_s": sa.Float(),
    "held_by": sa.String(length=32),
    "plan": sa.Text(),
}


def upgrade() -> None:
    for name, kind in _LOOK.items():
        op.add_column("episodes", sa.Column(name, kind, nullable=True))
    op.create_index("ix_episodes_state_runs_out_at_s", "episodes", ["state", "runs_out_at_s"], unique=False)
    op.create_table(
        "switch_turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("turned", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_turns")),
    )


def downgrade() -> None:
    op.drop_table("switch_turns")
    op.drop_index("ix_episodes_state_runs_out_at_s", table_name="episodes")
    for name in _LOOK:
        op.drop_column("episodes", name)

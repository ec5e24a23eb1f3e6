"""When the effect of a remediation was first seen, from which lead times are learned."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("remediations", sa.Column("effect_at_s", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("remediations", "effect_at_s")

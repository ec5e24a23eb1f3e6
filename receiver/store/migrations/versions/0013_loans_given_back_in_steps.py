"""A loan is given back in steps, and knows the labels of its alert."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("remediations", sa.Column("labels", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    op.add_column("remediations", sa.Column("lowered_to", sa.BigInteger()))
    op.add_column("remediations", sa.Column("lowering_to", sa.BigInteger()))


def downgrade() -> None:
    for name in ("lowering_to", "lowered_to", "labels"):
        op.drop_column("remediations", name)

"""Each remediation keeps what its forecast said, to be held against what came. Of those from before nobody knows."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("remediations", sa.Column("expected", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("remediations", "expected")

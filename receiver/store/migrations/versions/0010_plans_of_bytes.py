"""Plans whose values are bytes, and whose field names a container."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_TABLES = ("approvals", "remediations")


def upgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("field", existing_type=sa.String(32), type_=sa.String(128), existing_nullable=False)
            for value in ("previous", "wanted"):
                batch.alter_column(value, existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    for table in _TABLES:
        with op.batch_alter_table(table) as batch:
            batch.alter_column("field", existing_type=sa.String(128), type_=sa.String(32), existing_nullable=False)
            for value in ("previous", "wanted"):
                batch.alter_column(value, existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)

"""Routes, threads and keys of messages of any length: a list of mail addresses is a route, a forecast's name a thread."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_COLUMNS = {"messages": {"event_key": 128, "thread": 64, "route": 128}, "conversations": {"route": 128}}


def upgrade() -> None:
    for table, columns in _COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name, length in columns.items():
                batch.alter_column(name, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    for table, columns in _COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            for name, length in columns.items():
                batch.alter_column(name, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=False)

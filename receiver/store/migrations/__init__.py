"""Alembic migrations, applied at start-up by `receiver.store.engine`."""

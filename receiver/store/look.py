"""How does the database stand? Looked at without making or migrating anything, for `receiver check-config`."""

import os
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from receiver.errors import ConfigError
from receiver.store.engine import MIGRATIONS


def look(url: str) -> str:
    """Say how the database stands, for people.

    Raises:
        ConfigError: it could not be worked on; says what is wrong in plain words, never the password.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigError(
            "RECEIVER_DATABASE_URL is no URL; write it like sqlite:////data/receiver.db or "
            "postgresql+psycopg://user:password@host/name"
        ) from error
    if parsed.get_backend_name() != "sqlite":
        return _stands(parsed, parsed)
    file = Path(parsed.database or "")
    if not file.name or parsed.database == ":memory:":
        raise ConfigError(f"database {parsed!r} has no file: everything would be lost at the end of the process")
    if not file.exists():
        return _will_be_made(file)
    if not os.access(file, os.W_OK) or not os.access(file.parent, os.W_OK):
        raise ConfigError(f"database {parsed!r}: {file} or its folder is not writable for this user")
    return _stands(parsed, make_url(f"sqlite:///file:{file}?mode=ro&uri=true"))


def _will_be_made(file: Path) -> str:
    if not file.parent.is_dir():
        raise ConfigError(f"the database {file} cannot be made: there is no folder {file.parent}")
    if not os.access(file.parent, os.W_OK):
        raise ConfigError(f"the database {file} cannot be made: {file.parent} is not writable for this user")
    return f"{file} is made at the first start"


def _stands(named: URL, opened: URL) -> str:
    try:
        engine = create_engine(opened, poolclass=NullPool)
        with engine.connect() as connection:
            return _schema(named, connection)
    except ImportError as error:
        raise ConfigError(f"database {named!r}: the driver {error.name} is not installed") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise ConfigError(f"database {named!r} cannot be opened: {reason}") from error


def _schema(named: URL, connection: Connection) -> str:
    if connection.dialect.name == "postgresql" and connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar():
        raise ConfigError(f"database {named!r} is a standby, which takes no writes; name the primary")
    scripts = ScriptDirectory(str(MIGRATIONS))
    newest = scripts.get_current_head()
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision == newest:
        return f"at the newest schema ({newest})"
    if revision is None:
        return f"empty; is brought to the schema {newest} at the first start"
    if revision not in {script.revision for script in scripts.walk_revisions()}:
        raise ConfigError(f"database {named!r} was migrated by a newer receiver (schema {revision})")
    return f"at the schema {revision}; is brought to {newest} at the next start"

"""Many rows through one statement, without SQLAlchemy's work per row, which costs more than the row itself does in SQLite.

The statement is compiled once; values go to the driver as they are, so that JSON columns take text (`as_json`).
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from pydantic_core import to_json
from sqlalchemy import Connection, Dialect, Insert, Update
from sqlalchemy.sql.compiler import SQLCompiler


def as_json(value: Mapping[str, str]) -> str:
    """Return a JSON column's value for `execute_many`; a quarter of the time that `json.dumps` takes."""
    return to_json(value).decode()


def execute_many(connection: Connection, statement: Insert | Update, rows: Sequence[Mapping[str, object]]) -> None:
    """Run the statement for every row; all rows name the same columns and parameters, none is fine."""
    if not rows:
        return
    compiled = _compiled(statement, connection.dialect, tuple(rows[0]))
    order = compiled.positiontup
    if order is None:  # a driver with named parameters
        connection.exec_driver_sql(str(compiled), [dict(row) for row in rows])
    else:
        connection.exec_driver_sql(str(compiled), [tuple([row[name] for name in order]) for row in rows])


@lru_cache(maxsize=64)
def _compiled(statement: Insert | Update, dialect: Dialect, names: tuple[str, ...]) -> SQLCompiler:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    assert isinstance(compiled, SQLCompiler)
    return compiled

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.postgresql import psycopg

from receiver.store.bulk import _compiled, as_json, execute_many
from receiver.store.schema import switches
from tests.support.stores import Stores

_UPDATE = update(switches).where(switches.c.name == bindparam("which"))


def _row(name: str, **changes: object) -> dict[str, object]:
    return {"name": name, "reason": "why", "set_at_s": 1.0, **changes}


def _switches(stores: Stores) -> list[tuple[object, ...]]:
    return stores.rows("SELECT name, reason, set_at_s FROM switches ORDER BY name")


def test_every_row_is_inserted_whatever_the_order_of_its_keys(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        execute_many(connection, insert(switches), [_row("a"), dict(reversed(_row("b").items()))])
    assert _switches(stores) == [("a", "why", 1.0), ("b", "why", 1.0)]


def test_only_the_named_columns_of_the_named_row_are_updated(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        execute_many(connection, insert(switches), [_row("a"), _row("b"), _row("c")])
        execute_many(connection, _UPDATE, [{"which": "a", "reason": "new"}, {"which": "b", "reason": "newer"}])
        execute_many(connection, _UPDATE, [{"which": "c", "set_at_s": 2.0}])
    assert _switches(stores) == [("a", "new", 1.0), ("b", "newer", 1.0), ("c", "why", 2.0)]


def test_no_rows_are_no_statement(stores: Stores) -> None:
    with stores.database.transaction() as connection:
        execute_many(connection, insert(switches), [])
    assert _switches(stores) == []


def test_a_driver_with_named_parameters_gets_names() -> None:
    compiled = _compiled(_UPDATE, psycopg.dialect(), ("which", "reason"))  # type: ignore[no-untyped-call]
    assert compiled.positiontup is None
    assert str(compiled) == "UPDATE switches SET reason=%(reason)s::VARCHAR WHERE switches.name = %(which)s::VARCHAR"


def test_json_keeps_every_character() -> None:
    assert as_json({"summary": 'é "\n\x00'}) == '{"summary":"é \\"\\n\\u0000"}'

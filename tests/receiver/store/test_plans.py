from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, create_engine, insert, select

from receiver.domain.decision import Plan
from receiver.domain.target import Target
from receiver.store import plans
from tests.support.builders import expansion, plan, resize

HUGE = Plan("expand-volume", Target("PersistentVolumeClaim", "n" * 63, "c" * 253), "storage", 2**62, 2**63 - 1, "")
LONG = resize(field=f"{'c' * 63}.memory")


@pytest.mark.parametrize("given", [plan(), expansion(), HUGE, LONG])
def test_a_plan_comes_back_from_its_columns(given: Plan) -> None:
    table = Table("t", MetaData(), Column("id", Integer, primary_key=True), *plans.columns())
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table).values(**plans.as_values(given)))
        row: Any = connection.execute(select(table)).one()
    engine.dispose()
    assert given == plans.plan_of(row)


def test_every_value_fits_its_column() -> None:
    lengths = {column.name: getattr(column.type, "length", None) or 10**6 for column in plans.columns()}
    for given in (HUGE, LONG):
        assert [name for name, value in plans.as_values(given).items() if len(str(value)) > lengths[name]] == []

"""A plan as columns: of a remediation, and of the question whether it may be done."""

from typing import Any

from sqlalchemy import BigInteger, Column, Row, String, Text

from receiver.domain.decision import Plan
from receiver.domain.target import Target


def columns() -> list[Column[object]]:
    """The columns of a table whose rows carry a plan. Values may be bytes, so 64 bits."""
    return [
        Column("target", String(512), nullable=False),
        Column("action", String(32), nullable=False),
        Column("field", String(128), nullable=False),
        Column("previous", BigInteger, nullable=False),
        Column("wanted", BigInteger, nullable=False),
        Column("sizing", Text, nullable=False),
    ]


def as_values(plan: Plan) -> dict[str, object]:
    """What to write for a plan, by column."""
    return {
        "target": str(plan.target),
        "action": plan.action,
        "field": plan.field,
        "previous": plan.previous,
        "wanted": plan.wanted,
        "sizing": plan.sizing,
    }


def plan_of(row: Row[Any]) -> Plan:
    """Read a row's plan back."""
    return Plan(row.action, Target.parse(row.target), row.field, row.previous, row.wanted, row.sizing)

"""A remediation as columns: how it is read back, and what of it stands in SQL."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Row, func

from receiver.domain.claim import Claim
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.store import plans
from receiver.store.schema import remediations

OPEN = remediations.c.state.in_([State.INTENDED, State.ACTED, State.LEASED])
"""Something is still to be done about it."""

LENT: ColumnElement[int] = func.coalesce(remediations.c.lowered_to, remediations.c.wanted)
"""The value that is on loan: less than was wanted once giving back has begun."""


def held(remediation: Remediation) -> Claim:
    """The claim under which a remediation may be written."""
    if remediation.claim is None:
        raise AssertionError("only a claimed remediation is written")
    return remediation.claim


def remediation_of(row: Row[Any], claim: Claim | None = None) -> Remediation:
    """Read a row back."""
    return Remediation(
        id=row.id,
        episode_id=row.episode_id,
        forecast=row.forecast,
        plan=plans.plan_of(row),
        state=State(row.state),
        created_at_s=row.created_at_s,
        acted_at_s=row.acted_at_s,
        lease_until_s=row.lease_until_s,
        seen_at_s=row.seen_at_s,
        outcome=Outcome(row.outcome) if row.outcome else None,
        note=row.note,
        labels=row.labels,
        lowered_to=row.lowered_to,
        lowering_to=row.lowering_to,
        expected=_expected(row.expected),
        claim=claim,
    )


def expected_as_value(expected: Expectation | None) -> dict[str, str] | None:
    """JSON has no infinity; as text it has, and every bit is kept."""
    return None if expected is None else {name: repr(value) for name, value in asdict(expected).items()}


def _expected(written: dict[str, str] | None) -> Expectation | None:
    if written is None:
        return None
    lines = {name: float(value) for name, value in written.items() if name != "pods"}
    return Expectation(**lines, pods=int(written["pods"]))

"""The annotation that says: this value is on loan, from whom, until when, and what to give back.

It is written on the object that carries the raised field, so that it survives the loss of the receiver's database. A lease that
takes over an earlier one carries that one in itself: should the step not be carried out, the earlier loan is still to be given
back, and only the one whose lease the object carries can do that.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from receiver import conventions
from receiver.domain.remediation import Remediation

LEASE_KEY = f"{conventions.ANNOTATION_PREFIX}/lease"


def written(remediation: Remediation, over: Mapping[str, str] | None = None) -> dict[str, str | None]:
    """Return the annotation for a remediation's lease; `over` = the annotations that it replaces."""
    plan = remediation.plan
    lease: dict[str, Any] = {
        "id": remediation.id,
        "forecast": remediation.forecast,
        "field": plan.field,
        "previous": plan.previous,
        "wanted": plan.wanted,
        "until": datetime.fromtimestamp(remediation.lease_until_s, UTC).isoformat(timespec="seconds"),
    }
    before = _before(remediation, over or {})
    return {LEASE_KEY: json.dumps(lease | ({"before": before} if before else {}))}


def removed() -> dict[str, str | None]:
    """Return the patch that takes the annotation away."""
    return {LEASE_KEY: None}


def as_before(remediation: Remediation, annotations: Mapping[str, str]) -> dict[str, str | None]:
    """Return the patch that brings back the lease which a remediation's took over, or takes the annotation away."""
    before = _before(remediation, annotations)
    return {LEASE_KEY: json.dumps(before)} if before else removed()


def is_held_by(remediation: Remediation, annotations: Mapping[str, str]) -> bool:
    """Tell whether an object's annotations carry this remediation's lease."""
    return _read(annotations).get("id") == remediation.id


def lends(annotations: Mapping[str, str], previous: int, value: int) -> bool:
    """Tell whether an object's annotations say that `value` is on loan, with `previous` to be given back."""
    lease = _read(annotations)
    return (lease.get("previous"), lease.get("wanted")) == (previous, value)


def _before(remediation: Remediation, annotations: Mapping[str, str]) -> dict[str, Any]:
    lease = _read(annotations)
    if lease.get("id") == remediation.id:
        lease = lease.get("before") or {}
    return {name: value for name, value in lease.items() if name != "before"}


def _read(annotations: Mapping[str, str]) -> dict[str, Any]:
    try:
        lease = json.loads(annotations.get(LEASE_KEY, "{}"))
    except ValueError:
        return {}
    return lease if isinstance(lease, dict) else {}

"""The annotation that says: this value is on loan, from whom, until when, and what to give back.

It is written on the object that carries the raised field, so that it survives the loss of the receiver's database.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from receiver import conventions
from receiver.domain.remediation import Remediation

LEASE_KEY = f"{conventions.ANNOTATION_PREFIX}/lease"


def written(remediation: Remediation) -> dict[str, str | None]:
    """Return the annotation for a remediation's lease."""
    plan = remediation.plan
    lease = {
        "id": remediation.id,
        "forecast": remediation.forecast,
        "field": plan.field,
        "previous": plan.previous,
        "wanted": plan.wanted,
        "until": datetime.fromtimestamp(remediation.lease_until_s, UTC).isoformat(timespec="seconds"),
    }
    return {LEASE_KEY: json.dumps(lease)}


def removed() -> dict[str, str | None]:
    """Return the patch that takes the annotation away."""
    return {LEASE_KEY: None}


def as_before(annotations: Mapping[str, str]) -> dict[str, str | None]:
    """Return the patch that brings back the lease which these annotations carry, or none."""
    return {LEASE_KEY: annotations.get(LEASE_KEY)}


def is_held_by(remediation: Remediation, annotations: Mapping[str, str]) -> bool:
    """Tell whether an object's annotations carry this remediation's lease."""
    return _read(annotations).get("id") == remediation.id


def lends(annotations: Mapping[str, str], previous: int, value: int) -> bool:
    """Tell whether an object's annotations say that `value` is on loan, with `previous` to be given back."""
    lease = _read(annotations)
    return (lease.get("previous"), lease.get("wanted")) == (previous, value)


def _read(annotations: Mapping[str, str]) -> dict[str, Any]:
    try:
        lease = json.loads(annotations.get(LEASE_KEY, "{}"))
    except ValueError:
        return {}
    return lease if isinstance(lease, dict) else {}

"""An event as plain data: what templates see, and what the generic webhook sends. Documented in docs/receiver.md.

Additions keep the version; a field that goes away or changes its meaning makes a new one.
"""

import math
from typing import Any

from receiver.domain.event import NEEDS_A_PERSON, OVER, Event
from receiver.domain.words import timestamp

VERSION = "event/v1"


def document(event: Event) -> dict[str, Any]:
    """Return JSON-able data; what is not known is null or empty. Nothing in it is a secret."""
    outlook = event.outlook
    target = event.target
    return {
        "version": VERSION,
        "id": event.id,
        "kind": event.kind.value,
        "at": timestamp(event.at_s),
        "first_seen_at": timestamp(event.first_seen_s),
        "episode": event.episode_id,
        "subject": event.subject,
        "forecast": event.forecast,
        "where": event.where,
        "severity": event.severity,
        "headline": event.headline,
        "detail": event.detail,
        "facts": dict(event.facts),
        "links": dict(event.links),
        "needs_a_person": event.kind in NEEDS_A_PERSON,
        "pages": event.pages,
        "over": event.kind in OVER,
        "stop": event.stop,
        "remediation": event.remediation_id or None,
        "approval": event.approval_id or None,
        "target": None if target is None else str(target),
        "probability": None if outlook is None else outlook.probability,
        "horizon_s": None if outlook is None else outlook.horizon_s,
        "eta_lower_s": None if outlook is None else _finite(outlook.eta_lower_s),
        "eta_s": None if outlook is None else _finite(outlook.eta_s),
        "eta_upper_s": None if outlook is None else _finite(outlook.eta_upper_s),
    }


def _finite(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) else None

"""Is acting switched on for this forecast? Asked late, so that the message can say exactly what would have been done."""

from receiver.domain.decision import Hold
from receiver.policy.situation import Situation


def check(situation: Situation) -> Hold | None:
    remediation = situation.remedy
    if remediation is None or remediation.mode != "dry-run":
        return None
    return Hold("mode", f"mode is dry-run{_why(situation)}: would {situation.plan}")


def _why(situation: Situation) -> str:
    """Say who lowered it, empty when the catalog itself says so."""
    remedy, limit = situation.remedy, situation.limit
    catalog = situation.entry.rung(remedy.action) if remedy else None
    lowered = catalog is not None and catalog.mode != "dry-run"
    return f" ({limit.reason})" if limit is not None and lowered else ""

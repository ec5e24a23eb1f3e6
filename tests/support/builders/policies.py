"""What the policy file says."""

from typing import Any

from receiver.policy.maintenance import MaintenanceWindow
from receiver.policy.model import ForecastPolicy, Policy
from tests.support.builders.usual import GIB


def remediation_document(**changes: Any) -> dict[str, Any]:
    """The `remediation` part of a policy entry, as in the file."""
    return {
        "action": "scale",
        "mode": "auto",
        "severities": ["critical"],
        "target": {"kind": "owner"},
        "max_step": 2,
        "max_replicas": 12,
        "cooldown_s": 900.0,
        "lease_s": 3600.0,
        "settle_s": 120.0,
        **changes,
    }


def expansion_document(**changes: Any) -> dict[str, Any]:
    """The same for a volume, which may grow to 100 GiB."""
    target = {"kind": "PersistentVolumeClaim", "name_label": "persistentvolumeclaim"}
    bounds = {"cooldown_s": 21600.0, "max_bytes": 100 * GIB}
    return remediation_document(action="expand-volume", target=target) | bounds | changes


def resize_document(**changes: Any) -> dict[str, Any]:
    """The same for a container's memory, which may grow to 1 GiB."""
    target = {"kind": "Pod", "name_label": "pod"}
    return remediation_document(action="resize-memory", target=target, max_bytes=GIB) | changes


def entry_document(**changes: Any) -> dict[str, Any]:
    """A policy entry, as in the file."""
    return {
        "kind": "trend",
        "summary": "Memory reaches its limit",
        "by": ["namespace", "pod"],
        "interval_s": 10.0,
        "history_s": 900.0,
        "alerts": [
            {"severity": "warning", "windows_s": [3600.0, 21600.0], "horizon_s": 21600.0, "for_s": 600.0},
            {"severity": "critical", "windows_s": [300.0, 900.0], "horizon_s": 1800.0, "for_s": 60.0},
        ],
        "confidence": {"act": 0.9, "notify": 0.5},
        "remediation": remediation_document(),
        "notify": {"slack": "#sre", "pagerduty": "default"},
        **changes,
    }


def policy_document(**entries: Any) -> dict[str, Any]:
    """A policy file; without arguments it knows the forecast `memory`."""
    return {"version": "policy/v1", "catalog_hash": "abc123", "forecasts": entries or {"memory": entry_document()}}


def entry(**changes: Any) -> ForecastPolicy:
    """A policy entry; `remediation` may be given as the changed fields only."""
    if isinstance(changes.get("remediation"), dict):
        changes["remediation"] = remediation_document(**changes["remediation"])
    return ForecastPolicy.model_validate(entry_document(**changes))


def policy(**changes: Any) -> Policy:
    """A policy that knows the forecast `memory`, its entry changed like `entry`'s."""
    return Policy(version="policy/v1", catalog_hash="abc123", forecasts={"memory": entry(**changes)})


def volume_entry(**changes: Any) -> ForecastPolicy:
    """A policy entry about a volume; `changes` are those of its `remediation`."""
    return entry(by=["namespace", "persistentvolumeclaim"], remediation=expansion_document(**changes))


def memory_entry(**changes: Any) -> ForecastPolicy:
    """A policy entry about a container; `changes` are those of its `remediation`."""
    return entry(by=["namespace", "pod", "container"], remediation=resize_document(**changes))


def window(**changes: Any) -> MaintenanceWindow:
    """A maintenance window that has no end."""
    return MaintenanceWindow.model_validate({"name": "freeze", "intervals": [{}], **changes})

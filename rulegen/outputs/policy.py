"""What the receiver may do (contract 3). Durations are seconds."""

from typing import Any

from rulegen import conventions
from rulegen.model.forecast import Alert, Forecast, Remediation
from rulegen.outputs.yamlfile import dump


def policy(forecasts: list[Forecast], catalog_hash: str) -> str:
    """The receiver's policy for all catalog files of a run."""
    data = {
        "version": conventions.POLICY_VERSION,
        "catalog_hash": catalog_hash,
        "forecasts": {f.name: _forecast(f) for f in sorted(forecasts, key=lambda f: f.name)},
    }
    return dump(data, "the catalog")


def _forecast(forecast: Forecast) -> dict[str, Any]:
    return {
        "kind": forecast.kind,
        "summary": forecast.summary,
        "by": list(forecast.by),
        "interval_s": forecast.interval.seconds,
        "history_s": forecast.history.seconds,
        "alerts": [_alert(alert) for alert in forecast.alerts],
        "confidence": {"act": forecast.confidence.act, "notify": forecast.confidence.notify},
        "remediation": _remediation(forecast.remediation),
        "notify": dict(forecast.notify),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "severity": alert.severity,
        "windows_s": [window.length.seconds for window in alert.windows],
        "horizon_s": alert.horizon.seconds,
        "for_s": alert.pending.seconds,
    }


def _remediation(remediation: Remediation) -> dict[str, Any]:
    target = {"kind": remediation.target.kind}
    if remediation.target.name_label is not None:
        target["name_label"] = remediation.target.name_label
    return {
        "action": remediation.action,
        "mode": remediation.mode,
        "severities": list(remediation.severities),
        "target": target,
        "max_step": remediation.max_step,
        "max_replicas": remediation.max_replicas,
        "cooldown_s": remediation.cooldown.seconds,
        "lease_s": remediation.lease.seconds,
        "settle_s": remediation.settle.seconds,
    }

"""What the receiver may do (contract 3). Durations are seconds."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rulegen import conventions
from rulegen.model.forecast import Alert, Catalog, Forecast, Promotion, Remediation, Window
from rulegen.model.rule import Group, RecordingRule
from rulegen.model.safety import Budgets, MaintenanceWindow
from rulegen.model.source import SEASON_SLOTS
from rulegen.outputs.yamlfile import dump

_ABOUT_BYTES = ("expand-volume", "resize-memory")


def policy(
    catalogs: list[Catalog], groups: Mapping[str, list[Group]], sizes: Mapping[str, str | None], catalog_hash: str
) -> str:
    """The receiver's policy for all catalog files of a run.

    Args:
        groups: forecast name → its rules.
        sizes: forecast name → query of what its utilisation is a share of, None where there is none.
    """
    forecasts = [forecast for catalog in catalogs for forecast in catalog.forecasts]
    budgets = next((catalog.budgets for catalog in catalogs if catalog.budgets is not None), Budgets())
    data = {
        "version": conventions.POLICY_VERSION,
        "catalog_hash": catalog_hash,
        "budgets": asdict(budgets),
        "maintenance": [_maintenance(window) for catalog in catalogs for window in catalog.maintenance],
        "forecasts": {
            f.name: _forecast(f, groups[f.name], sizes[f.name]) for f in sorted(forecasts, key=lambda f: f.name)
        },
    }
    return dump(data, "the catalog")


def _maintenance(window: MaintenanceWindow) -> dict[str, Any]:
    return {
        "name": window.name,
        "intervals": [_without_empty(asdict(interval)) for interval in window.intervals],
        **_without_empty({"forecasts": window.forecasts, "namespaces": window.namespaces}),
    }


def _without_empty(fields: dict[str, Any]) -> dict[str, Any]:
    """Ranges as YAML lists; a field that restricts nothing is left out."""
    return {
        name: value if isinstance(value, str) else [list(one) if isinstance(one, tuple) else one for one in value]
        for name, value in fields.items()
        if value
    }


def _forecast(forecast: Forecast, groups: list[Group], size: str | None) -> dict[str, Any]:
    return {
        "kind": forecast.kind,
        "summary": forecast.summary,
        "by": list(forecast.by),
        "interval_s": forecast.interval.seconds,
        "history_s": forecast.history.seconds,
        "alerts": [_alert(alert) for alert in forecast.alerts],
        "rules": _rules(forecast, groups, size),
        "confidence": {"act": forecast.confidence.act, "notify": forecast.confidence.notify},
        "remediation": _remediation(forecast.remediation),
        "notify": _notify(forecast),
    }


def _alert(alert: Alert) -> dict[str, Any]:
    return {
        "severity": alert.severity,
        "windows_s": [window.length.seconds for window in alert.windows],
        "horizon_s": alert.horizon.seconds,
        "for_s": alert.pending.seconds,
        "keep_firing_s": 0 if alert.keep_firing is None else alert.keep_firing.seconds,
        "floor": alert.floor,
    }


def _rules(forecast: Forecast, groups: list[Group], size: str | None) -> dict[str, Any]:
    """What `receiver backtest` needs to evaluate the generated rules over the past."""
    recorded = [rule for group in groups for rule in group.rules if isinstance(rule, RecordingRule)]
    rules: dict[str, Any] = {
        "utilization": next(rule.expr for rule in recorded if rule.record == conventions.SERIES_UTILIZATION),
        "slow_interval_s": forecast.slow_interval.seconds,
        "windows": [_window(forecast, window) for window in forecast.windows],
    }
    if size is not None and any(rung.action in _ABOUT_BYTES for rung in forecast.remediation.rungs):
        rules["size"] = size
    load = next((rule.expr for rule in recorded if rule.record == conventions.SERIES_LOAD), None)
    if load is not None:
        rules["load"] = load
    if forecast.season is not None:
        rules["season"] = {"drift_s": forecast.season.drift.seconds, "slots": SEASON_SLOTS}
    return rules


def _window(forecast: Forecast, window: Window) -> dict[str, Any]:
    return {
        "length_s": window.length.seconds,
        "resolution_s": window.resolution.seconds,
        "coarse": window.coarse,
        "required": window.required if forecast.season is None else forecast.required_ahead(window),
    }


def _notify(forecast: Forecast) -> dict[str, str]:
    """The author's routes; what has a target is also told there, as Kubernetes Events."""
    has_target = any(rung.action not in ("none", "webhook") for rung in forecast.remediation.rungs)
    on_the_target = {"kubernetes": "target"} if has_target else {}
    return on_the_target | dict(forecast.notify)


def _remediation(remediation: Remediation) -> dict[str, Any]:
    target = {"kind": remediation.target.kind}
    if remediation.target.name_label is not None:
        target["name_label"] = remediation.target.name_label
    promotion = remediation.promotion
    return {
        "action": remediation.action,
        "mode": remediation.mode,
        "on_deadline": remediation.on_deadline,
        "gitops": remediation.gitops,
        "nodes": remediation.nodes,
        "severities": list(remediation.severities),
        "target": target,
        "max_step": remediation.max_step,
        "max_replicas": remediation.max_replicas,
        "cooldown_s": remediation.cooldown.seconds,
        "lease_s": remediation.lease.seconds,
        "settle_s": remediation.settle.seconds,
        **(_of_bytes(remediation) if remediation.action in _ABOUT_BYTES else {}),
        **({} if remediation.url is None else {"url": remediation.url}),
        **({} if promotion is None else {"promotion": _promotion(promotion)}),
        **({} if remediation.load is None else {"load": {"by": list(remediation.load.by)}}),
        **({"then": [_remediation(rung) for rung in remediation.then]} if remediation.then else {}),
    }


def _of_bytes(remediation: Remediation) -> dict[str, Any]:
    cooldowns = {name: length.seconds for name, length in remediation.class_cooldowns}
    return {
        **({} if remediation.max_bytes is None else {"max_bytes": remediation.max_bytes}),
        "max_step_ratio": remediation.max_step_ratio,
        **({"class_cooldowns_s": cooldowns} if cooldowns else {}),
        "max_expansions": remediation.max_expansions,
    }


def _promotion(promotion: Promotion) -> dict[str, Any]:
    return {
        "min_evidence": promotion.min_evidence,
        "precision": promotion.precision,
        "lead_s": promotion.lead.seconds,
    }

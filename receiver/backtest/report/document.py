"""The findings as JSON: every number of the report, named with its unit."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from receiver.backtest.advice import Advice
from receiver.backtest.dryrun import DryRun
from receiver.backtest.findings import Coverage, Findings, ForecastFindings
from receiver.backtest.ledger import Action
from receiver.backtest.report.actions import FATES
from receiver.backtest.tariff import TARIFFS
from receiver.backtest.verdicts import AlertVerdict
from receiver.domain.spell import Spell
from receiver.policy.model import AlertPolicy
from receiver.scorecard.tally import Tally

VERSION = "backtest/v2"
_SHARES = (0.0, 0.1, 0.5, 0.9, 1.0)


def document(found: Findings) -> dict[str, Any]:
    """Everything, as dictionaries, lists, texts and numbers; what is not known is null."""
    return {
        "version": VERSION,
        "source": found.source,
        "from": stamp(found.start_s),
        "to": stamp(found.end_s),
        "catalog_hash": found.catalog_hash,
        "windows_include_their_old_end": found.closed,
        "prometheus_restarts": None if found.restarts is None else [stamp(at_s) for at_s in found.restarts],
        "assumed_replicas": found.assumed.replicas,
        "assumed_size_bytes": found.assumed.size_bytes,
        "forecasts": [_forecast(one) for one in found.forecasts],
    }


def stamp(at_s: float) -> str:
    """A moment as ISO 8601, UTC, to the second."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _forecast(one: ForecastFindings) -> dict[str, Any]:
    alerts = {alert.severity: alert for alert in one.entry.alerts}
    return {
        "name": one.name,
        "summary": one.entry.summary,
        "data": _coverage(one),
        "notes": list(one.notes),
        "alerts": [_alert(verdict, alerts[verdict.severity]) for verdict in one.verdicts],
        "actions": _dry_run(one),
        "recommendations": [_advice(advice) for advice in one.advice],
    }


def _coverage(one: ForecastFindings) -> dict[str, Any]:
    found: Coverage = one.coverage
    origins = one.history.origins if one.history else ()
    return {
        "series": found.series,
        "series_days": round(found.days, 3),
        "first": None if found.first_s is None else stamp(found.first_s),
        "last": None if found.last_s is None else stamp(found.last_s),
        "missing_ratio": round(found.missing_ratio, 4),
        "silences": [_spell(spell) for spell in found.silences],
        "origins": [
            {"kind": origin.kind, "from": stamp(origin.start_s), "to": stamp(origin.end_s)} for origin in origins
        ],
    }


def _spell(spell: Spell) -> dict[str, str]:
    return {"from": stamp(spell.start_s), "to": stamp(spell.end_s)}


def _alert(verdict: AlertVerdict, alert: AlertPolicy) -> dict[str, Any]:
    calibration = verdict.calibration
    return {
        "severity": verdict.severity,
        "windows_s": list(alert.windows_s),
        "horizon_s": alert.horizon_s,
        "floor": alert.floor,
        "for_s": alert.for_s,
        "crossings": verdict.rules.crossings,
        "crossings_that_are_restarts": verdict.restarts,
        "crossings_out_of_sight": verdict.hidden,
        "predict_linear": tally(verdict.extrapolated),
        "rules": tally(verdict.rules),
        "told": tally(verdict.told),
        "sure": tally(verdict.sure),
        "looks": verdict.looks,
        "inconclusive": dict(verdict.reasons),
        "calibration": {
            "moments": calibration.moments,
            "crossed": calibration.crossed,
            "undecided": calibration.undecided,
            "brier": calibration.brier,
            "brier_skill": calibration.skill,
            "expected_calibration_error": calibration.error,
            "bins": [{"count": one.count, "promised": one.promised, "came": one.came} for one in calibration.bins],
        },
        "thresholds": [{"probability": at, **_short(found)} for at, found in verdict.thresholds.items()],
        "variants": [
            {"windows_scale": scale, "floor": floor, **_short(found)}
            for (scale, floor), found in verdict.variants.items()
        ],
    }


def tally(found: Tally) -> dict[str, Any]:
    """Counts and what follows from them."""
    leads = {f"p{round(100 * share)}": found.lead_s(share) for share in _SHARES} if found.leads_s else None
    return {
        "pages": found.pages,
        "true": found.true,
        "false": found.false,
        "late": found.late,
        "unknown": found.unknown,
        **_short(found),
        "lead_s": leads,
    }


def _short(found: Tally) -> dict[str, Any]:
    return {
        "precision": found.precision,
        "recall": found.recall,
        "caught": found.caught,
        "false_per_series_day": found.false_per_day,
    }


def _dry_run(one: ForecastFindings) -> dict[str, Any]:
    run = one.dry_run
    return {
        "count": len(run.actions),
        "fates": _fates(run.actions),
        "ladder": [_rung(place, action, run) for place, action in enumerate(one.remedies, 1)],
        "held": {guard: held.count for guard, held in run.holds.items()},
        "held_for": {guard: held.reason for guard, held in run.holds.items()},
        "list": [_action(action, one.entry.by) for action in run.actions],
    }


def _rung(place: int, action: str, run: DryRun) -> dict[str, Any]:
    """One of the catalog's actions, in the order of its ladder."""
    own, tariff = run.of(action), TARIFFS[action]
    return {
        "rung": place,
        "action": action,
        "count": len(own),
        "fates": _fates(own),
        "cost": round(sum(one.cost for one in own), 3),
        "unit": tariff.many,
        "taken_for_granted": tariff.assumed,
        "not_replayed": [
            {"reason": reason, "looks": looks} for (of, reason), looks in run.unknown.items() if of == action
        ],
    }


def _fates(found: Sequence[Action]) -> dict[str, int]:
    """How many were needed (`true`), for nothing (`false`), too late, or cannot be told."""
    return {name.value: sum(action.fate is name for action in found) for name in FATES}


def _action(action: Action, by: tuple[str, ...]) -> dict[str, Any]:
    return {
        "at": stamp(action.at_s),
        "raised_until": None if action.until_s is None else stamp(action.until_s),
        "labels": dict(zip(by, action.key, strict=True)),
        "severity": action.severity,
        "rung": action.rung,
        "action": action.plan.action,
        "would": str(action.plan),
        "sizing": action.plan.sizing,
        "probability": round(action.probability, 4),
        "fate": action.fate.value,
        "cost": round(action.cost, 3),
        "unit": TARIFFS[action.plan.action].many,
    }


def _advice(advice: Advice) -> dict[str, Any]:
    return {
        "severity": advice.severity,
        "setting": advice.setting,
        "now": list(advice.now),
        "recommended": None if advice.better is None else list(advice.better),
        "reason": advice.reason,
        "effect": {"before": _short(advice.before), "after": _short(advice.after)},
    }

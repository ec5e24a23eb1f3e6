"""Which thresholds and windows would have done better here? A recommendation with its effect, or a reason to leave
things as they are.

On few crossings any setting can look best by luck, so nothing is recommended below `LEAST` of them, nor for a gain
below `GAIN`. The numbers are those of the very history that the recommendation was chosen on: what comes will be
somewhat worse.
"""

from dataclasses import dataclass
from math import log

from receiver.backtest.replay import Variant, scaled
from receiver.backtest.verdicts import AlertVerdict
from receiver.policy.model import AlertPolicy, ForecastPolicy, WindowRule
from receiver.scorecard.tally import Tally

LEAST = 5
"""Crossings below which windows, floors and `notify` are left alone."""

LEAST_TO_ACT = 20
"""Judged pages below which `act` is left alone: of fewer, nine true ones in ten say little about the next."""

GAIN = 0.05
"""Gain in F1 (harmonic mean of precision and recall) below which nothing is changed."""

ACT_PRECISION = 0.9
"""Share of true pages that acting without a person asks for."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One setting.

    Attributes:
        setting: its name in the catalog: `windows`, `floor`, `confidence.notify`, `confidence.act`.
        now: its value, seconds for windows.
        better: the recommended value, None to leave it.
        reason: why, for people.
        before: what the present value did.
        after: what the recommended value would have done.
    """

    severity: str
    setting: str
    now: tuple[float, ...]
    better: tuple[float, ...] | None
    reason: str
    before: Tally
    after: Tally


def advise(entry: ForecastPolicy, verdicts: list[AlertVerdict]) -> list[Advice]:
    """Recommend for every alert of a forecast; thresholds follow from the alert that may act, which is the nearest one."""
    found: list[Advice] = []
    for verdict in verdicts:
        alert = entry.alert_for(verdict.severity)
        if alert is not None and verdict.variants:
            found += _alert(entry, alert, verdict)
    nearest = min(entry.alerts, key=lambda alert: alert.horizon_s)
    deciding = next(verdict for verdict in verdicts if verdict.severity == nearest.severity)
    act = _act(entry, deciding)
    return [*found, _notify(entry, deciding, (act.better or act.now)[0]), act]


def _alert(entry: ForecastPolicy, alert: AlertPolicy, verdict: AlertVerdict) -> list[Advice]:
    before = verdict.rules
    best = max(verdict.variants, key=lambda tried: _worth(verdict, alert, tried))
    after = verdict.variants[best]
    reason = _reason(before, after, before.crossings)
    windows = tuple(alert.windows_s)
    longer = tuple(window.length_s for window in _windows(entry, alert, best[0]))
    floor, other = (alert.floor,), (best[1],)
    return [
        Advice(
            verdict.severity, "windows", windows, None if reason or longer == windows else longer, reason, before, after
        ),
        Advice(verdict.severity, "floor", floor, None if reason or other == floor else other, reason, before, after),
    ]


def _worth(verdict: AlertVerdict, alert: AlertPolicy, tried: Variant) -> tuple[float, float, float]:
    """F1 first; of equals the one that changes least."""
    scale, floor = tried
    return (round(verdict.variants[tried].f1, 6), -abs(log(scale)), -abs(floor - alert.floor))


def _windows(entry: ForecastPolicy, alert: AlertPolicy, scale: float) -> list[WindowRule]:
    rules = entry.rules.windows if entry.rules else ()
    return [scaled(window, scale) for window in rules if window.length_s in alert.windows_s]


def _notify(entry: ForecastPolicy, verdict: AlertVerdict, most: float) -> Advice:
    """The lowest of the best, never above `act`, which a catalog refuses."""
    now = entry.confidence.notify
    tried = [threshold for threshold in verdict.thresholds if threshold <= most]
    best = max(tried, key=lambda threshold: (verdict.thresholds[threshold].f1, -threshold), default=now)
    after = verdict.thresholds.get(best, verdict.told)
    reason = _reason(verdict.told, after, verdict.told.crossings)
    better = None if reason or best == now else (best,)
    return Advice(verdict.severity, "confidence.notify", (now,), better, reason, verdict.told, after)


def _act(entry: ForecastPolicy, verdict: AlertVerdict) -> Advice:
    """The lowest probability from which on enough of the pages were true."""
    now = entry.confidence.act
    good = [
        threshold
        for threshold, found in verdict.thresholds.items()
        if threshold >= entry.confidence.notify
        and (found.precision or 0.0) >= ACT_PRECISION
        and found.true + found.false >= LEAST_TO_ACT
    ]
    if not good:
        reason = f"no threshold had {ACT_PRECISION:.0%} true pages among {LEAST_TO_ACT} and more"
        return Advice(verdict.severity, "confidence.act", (now,), None, reason, verdict.sure, verdict.sure)
    after = verdict.thresholds[good[0]]
    kept = (verdict.sure.precision or 0.0) >= ACT_PRECISION and after.caught <= verdict.sure.caught
    reason = "as good as any" if kept or good[0] == now else ""
    better = None if reason else (good[0],)
    return Advice(verdict.severity, "confidence.act", (now,), better, reason, verdict.sure, after)


def _reason(before: Tally, after: Tally, crossings: int) -> str:
    if crossings < LEAST:
        return f"only {crossings} {'crossing' if crossings == 1 else 'crossings'}: too few to choose by"
    if after.f1 - before.f1 < GAIN:
        return "as good as any"
    return ""

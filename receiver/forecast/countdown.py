"""How long until a known end? No statistics: a countdown's utilisation says how much of its time is left. Pure, no clock.

The generated rules record a countdown as 0 = one longest horizon of its alerts ahead of the end, 1 = the end, in a straight
line between them and beyond both. So the newest sample is the answer, exactly, and it is computed as the alert's own expression
is: where the rule fires on a sample, the same sample confirms.

Whether an action helped is as plain: then the end lies later than it did.

Three gates of its own: `data` (is there a number at all), `freshness` (is it of now), `remaining` (does it end within the
horizon).
"""

from collections.abc import Sequence

import numpy as np

from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome
from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Gate, Verdict, inconclusive
from receiver.domain.words import duration
from receiver.forecast.effect import Effect, Seen

DATA, FRESHNESS, REMAINING = "data", "freshness", "remaining"


def countdown(series: Series, now_s: float, horizon_s: float, span_s: float, stale_s: float) -> Assessment:
    """Say how long is left, and whether that is within the horizon.

    Args:
        series: recorded utilisation, raw samples up to `now_s`; NaN and ±Inf are passed over.
        now_s: when it is asked, seconds since the epoch.
        horizon_s: how far ahead to look, seconds.
        span_s: how long before its end the utilisation is 0, seconds.
        stale_s: a newest sample older than this says nothing about now, seconds.

    Returns:
        confirmed with probability 1 when the end comes within the horizon or is over, refuted with probability 0 when it comes
        later (it was renewed meanwhile); all points of the ETA are the time left at the newest sample. Inconclusive without a
        fresh sample.
    """
    known = np.flatnonzero(np.isfinite(series.values))
    if not len(known):
        what = "only NaN or infinite samples" if len(series) else "no samples: the series does not exist (any more)"
        return inconclusive(DATA, what, horizon_s)
    at_s, used = float(series.timestamps_s[known[-1]]), float(series.values[known[-1]])
    age_s = now_s - at_s
    if age_s > stale_s:
        return inconclusive(FRESHNESS, f"newest sample is {age_s:.0f} s old, {stale_s:g} s are allowed", horizon_s)
    left_s = (1.0 - used) * span_s
    near = left_s <= horizon_s
    gates = (
        Gate(DATA, True, f"{len(known)} samples"),
        Gate(FRESHNESS, True, f"newest sample is {age_s:.0f} s old"),
        Gate(REMAINING, near, _left(left_s, horizon_s)),
    )
    eta_s = max(left_s, 0.0)
    return Assessment(
        verdict=Verdict.CONFIRMED if near else Verdict.REFUTED,
        reason=REMAINING,
        probability=1.0 if near else 0.0,
        eta_lower_s=eta_s,
        eta_s=eta_s,
        eta_upper_s=eta_s,
        horizon_s=horizon_s,
        level=used,
        slope_per_s=1.0 / span_s,
        noise=stale_s / span_s,  # a sample may be so old; an effect is waited for as long
        segment_start_s=at_s,
        coverage_ratio=1.0,
        gates=gates,
    )


def ends_at_s(found: Assessment) -> float:
    """When it ends or ended, seconds since the epoch, by an assessment of `countdown`; NaN of an inconclusive one."""
    return found.segment_start_s + (1.0 - found.level) / found.slope_per_s


def renewed(expected: Expectation, found: Assessment, tolerance_s: float) -> Effect:
    """Say whether the end moved away since an action.

    Args:
        expected: from the assessment before the action.
        found: now.
        tolerance_s: by how much the end may seem to move because samples are taken from time to time, seconds.
    """
    if found.verdict is Verdict.INCONCLUSIVE:
        return Effect(Seen.NOTHING, "its end is not known")
    moved_s = ends_at_s(found) - expected.crosses_s
    if moved_s > tolerance_s:
        return Effect(Seen.BELOW, f"its end moved away by {duration(moved_s)}")
    return Effect(Seen.WITHIN, "its end did not move away")


def renewed_by(
    expected: Expectation, successors: Sequence[Series], now_s: float, horizon_s: float, span_s: float, stale_s: float
) -> tuple[Outcome | None, str]:
    """Judge the processes that took over after a restart by the one whose end comes first.

    Args:
        expected: as in `renewed`.
        successors: utilisation of each since the action; the rest as in `countdown`.

    Returns:
        The outcome, None while none of them shows anything, and the numbers for people.
    """
    found = [countdown(one, now_s, horizon_s, span_s, stale_s) for one in successors]
    known = [one for one in found if one.verdict is not Verdict.INCONCLUSIVE]
    if not known:
        return None, "no series of the new pods yet"
    first = min(known, key=ends_at_s)
    effect = renewed(expected, first, stale_s)
    words = f"{len(known)} new pods, of the first to end: {effect.words}"
    if effect.seen is not Seen.BELOW:
        return Outcome.NO_EFFECT, words
    return Outcome.WORKED if first.verdict is Verdict.REFUTED else Outcome.SLOWED, words


def _left(left_s: float, horizon_s: float) -> str:
    if left_s <= 0.0:
        return f"over since {duration(-left_s)}" if left_s < 0.0 else "over now"
    return f"{duration(left_s)} left, asked about {duration(horizon_s)}"

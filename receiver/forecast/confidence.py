"""From what was seen to a verdict: the gates in their order, the first that fails decides.

The gates about data come first and end in `inconclusive`: on too little data nothing is ever confirmed.
Then the probability is held against the threshold.
"""

import math

from receiver.domain.verdict import Gate
from receiver.forecast.clean import History
from receiver.forecast.config import AssessConfig


def data_gates(history: History, interval_s: float, horizon_s: float, config: AssessConfig) -> tuple[Gate, ...]:
    """Is there enough to conclude anything?

    Args:
        history: the usable samples.
        interval_s: expected spacing, seconds; 0 when unknown.
        horizon_s: the horizon, seconds.
        config: thresholds.

    Returns:
        Gates `limit`, `samples`, `span`, `fresh`, in this order, all of them asked.
    """
    n = len(history.t)
    span = float(history.t[-1] - history.t[0]) if n else 0.0
    need_span, max_age = (
        config.min_span_ratio * horizon_s,
        max(config.max_age_ratio * horizon_s, 2 * interval_s),
    )
    return (
        Gate("limit", math.isfinite(history.limit), f"limit {abs(history.limit):g}"),
        Gate(
            "samples",
            n >= max(config.min_samples, 4),
            f"{n} usable of {history.offered} samples, {config.min_samples} needed",
        ),
        Gate("span", span >= need_span, f"{span:g} s of history, {need_span:g} s needed"),
        Gate(
            "fresh",
            history.age_s <= max_age,
            f"newest usable sample {history.age_s:g} s old, {max_age:g} s allowed",
        ),
    )


def coverage_gate(present: int, expected: float, config: AssessConfig) -> tuple[Gate, float]:
    """Are enough of the expected samples there since the last restart?

    Args:
        present: samples since the segment's start.
        expected: samples there should be, at least 1.
        config: thresholds.

    Returns:
        The gate and the coverage, 0..1.
    """
    ratio = min(present / max(expected, 1.0), 1.0)
    return Gate(
        "coverage", ratio >= config.min_coverage_ratio, f"{present} of {expected:.0f} samples, {ratio:.0%}"
    ), ratio


def explain(ahead: float, limit: float, falls: int, ended: bool) -> tuple[Gate, Gate]:
    """Two gates that decide nothing alone but say why: does the line reach the limit, did it turn before?

    Args:
        ahead: where the newest line stands at the horizon.
        limit: same unit.
        falls: how many there are in the history.
        ended: the newest of them came from the limit itself, and are no turns.
    """
    turns = f"{falls} falls in the history" + (", the newest from the limit itself" if ended else "")
    return (
        Gate("trend", ahead >= limit, f"the newest line stands at {abs(ahead):g} at the horizon"),
        Gate("precedents", falls == 0 or ended, turns),
    )


def probability_gate(probability: float, config: AssessConfig) -> Gate:
    """Is the limit likely enough to be reached within the horizon?"""
    need = config.confirm_probability
    return Gate("probability", probability >= need, f"probability {probability:.3f}, {need:g} needed")

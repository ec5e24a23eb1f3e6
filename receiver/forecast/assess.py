"""The confidence check itself: one history in, one assessment out. Pure: no clock, no input, no output."""

import math

import numpy as np
from numpy.typing import ArrayLike

from receiver.domain.verdict import Assessment, Gate, Verdict
from receiver.forecast.clean import Direction, History, clean
from receiver.forecast.confidence import coverage_gate, data_gates, probability_gate
from receiver.forecast.config import AssessConfig
from receiver.forecast.crossing import AT_HORIZON, crossing_curve, eta_quantile
from receiver.forecast.grid import bin_history
from receiver.forecast.precedent import pass_through
from receiver.forecast.regime import MIN_BINS, regimes
from receiver.forecast.segment import find_falls

INF = math.inf


def _inconclusive(gates: tuple[Gate, ...], horizon_s: float, start_s: float, coverage: float) -> Assessment:
    reason = next(gate.name for gate in gates if not gate.passed)
    return Assessment(
        Verdict.INCONCLUSIVE, reason, 0.0, INF, INF, INF, horizon_s, 0.0, 0.0, 0.0, start_s, coverage, gates
    )


def assess(
    timestamps: ArrayLike,
    values: ArrayLike,
    limit: float,
    horizon_s: float,
    *,
    direction: Direction = "up",
    config: AssessConfig | None = None,
) -> Assessment:
    """Say with which probability a series reaches its limit within the horizon, and when.

    Args:
        timestamps: (n,) seconds, increasing; the last one is now.
        values: (n,) same unit as `limit`; NaN and ±Inf are passed over.
        limit: the level whose reaching is feared.
        horizon_s: how far ahead to look, seconds, > 0.
        direction: `up` when too much is trouble, `down` when too little is.
        config: thresholds; None = the defaults.

    Returns:
        The assessment. Too little data is a value (`inconclusive`), not an error.

    Raises:
        ValueError: arrays of unlike length, or a horizon that is not positive.
    """
    if not (math.isfinite(horizon_s) and horizon_s > 0):
        raise ValueError(f"horizon_s must be positive, got {horizon_s}")
    config = config or AssessConfig()
    history = clean(timestamps, values, limit, direction)
    start = float(history.t[0]) if len(history.t) else 0.0
    interval = config.interval_s or (float(np.median(np.diff(history.t))) if len(history.t) > 1 else 0.0)
    gates = data_gates(history, interval, horizon_s, config)
    if not all(gate.passed for gate in gates):
        return _inconclusive(gates, horizon_s, start, 0.0)
    return _conclude(history, interval, horizon_s, direction, config, gates)


def _conclude(
    history: History,
    interval_s: float,
    horizon_s: float,
    direction: Direction,
    config: AssessConfig,
    gates: tuple[Gate, ...],
) -> Assessment:
    t, v, limit = history.t, history.v, history.limit
    grid = bin_history(t, v, interval_s, horizon_s)
    falls = find_falls(grid.mean, grid.peak)
    start = min(falls.start, len(grid.mean) - MIN_BINS)
    edge = float(t[-1]) - (len(grid.mean) - start) * grid.step_s
    inside = t > edge
    begin, newest = float(t[inside][0]), float(t[-1])
    coverage, ratio = coverage_gate(int(inside.sum()), (newest - begin) / interval_s + 1.0, config)
    gates = (*gates, coverage)
    if not coverage.passed:
        return _inconclusive(gates, horizon_s, begin, ratio)
    found = regimes(grid.mean[start:], grid.per_horizon, 1e-4 * abs(limit) + 1e-12 * float(np.abs(v).max()))
    curve = crossing_curve(found, limit, grid.per_horizon)
    curve = curve * pass_through(falls.tops, falls.floors, float(grid.peak[-1]), limit)
    if v[-1] >= limit:
        curve = np.ones_like(curve)
    etas = [0.0] * 3 if v[-1] >= limit else [eta_quantile(curve, q, horizon_s) for q in (0.1, 0.5, 0.9)]
    p = float(curve[AT_HORIZON])
    sign = 1.0 if direction == "up" else -1.0
    asked = probability_gate(p, config)
    return Assessment(
        verdict=Verdict.CONFIRMED if asked.passed else Verdict.REFUTED,
        reason="probability",
        probability=p,
        eta_lower_s=etas[0],
        eta_s=etas[1],
        eta_upper_s=etas[2],
        horizon_s=horizon_s,
        level=sign * float(found.level @ found.weight),
        slope_per_s=sign * float(found.slope @ found.weight) / grid.step_s,
        noise=float(found.noise @ found.weight),
        segment_start_s=begin,
        coverage_ratio=ratio,
        gates=(*gates, asked),
    )

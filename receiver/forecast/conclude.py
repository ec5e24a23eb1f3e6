"""From a curve over time to an assessment, or to the reason why there is none."""

import math
from dataclasses import replace

import numpy as np

from receiver.domain.verdict import Assessment, Gate, Verdict
from receiver.forecast.clean import Direction, Floats
from receiver.forecast.confidence import coverage_gate, explain, probability_gate
from receiver.forecast.config import AssessConfig
from receiver.forecast.layout import WINDOW
from receiver.forecast.odds import LIKELY, Case, Odds
from receiver.forecast.scales import FIELDS

INF = math.inf
LEVEL, SLOPE, NOISE = (FIELDS.index(name) for name in ("level", "slope", "noise"))


def lines(found: Odds, horizons: Floats, intervals: Floats) -> list[list[float]]:
    """Level, slope per second, noise, bins since the last fall, falls, are they from the limit, or the cycle's."""
    nearest = np.rint(np.log2(np.maximum(horizons / WINDOW, 1.0))).astype(np.int64)
    at = found.stats[:, np.arange(len(nearest)), np.minimum(nearest, found.deepest)]
    level = found.mended.offset + at[LEVEL] * found.mended.unit
    slope, noise = at[SLOPE] * found.mended.unit / intervals, at[NOISE] * found.mended.unit
    rows: list[list[float]] = np.stack(
        (level, slope, noise, found.mended.fall_age, found.mended.falls, found.ended > LIKELY, found.on_time), axis=1
    ).tolist()
    return rows


def conclude(
    case: Case,
    probability: float,
    etas: list[float],
    line: list[float],
    horizon_s: float,
    direction: Direction,
    config: AssessConfig,
) -> Assessment:
    history, interval_s, gates = case.history, case.interval_s, case.gates
    level, slope, noise, fall_age, falls, ended, on_time = line
    newest = float(history.t[-1])
    begin = max(newest - (fall_age - 1.0) * interval_s - 0.5 * interval_s, float(history.t[0]))
    start = int(np.searchsorted(history.t, begin))
    start_s = float(history.t[start])
    expected = (newest - start_s) / interval_s + 1.0
    coverage, ratio = coverage_gate(len(history.t) - start, expected, config)
    if not coverage.passed:
        return inconclusive((*gates, coverage), horizon_s, start_s, ratio)
    sign = 1.0 if direction == "up" else -1.0
    asked = probability_gate(probability, config)
    ahead = level + slope * horizon_s + float(case.rise(np.array([horizon_s]))[0])
    explained = explain(ahead, history.limit, int(falls), bool(ended))
    return Assessment(
        verdict=Verdict.CONFIRMED if asked.passed else Verdict.REFUTED,
        reason="probability",
        probability=probability,
        eta_lower_s=etas[0],
        eta_s=etas[1],
        eta_upper_s=etas[2],
        horizon_s=horizon_s,
        level=sign * level,
        slope_per_s=sign * slope,
        noise=noise,
        segment_start_s=start_s,
        coverage_ratio=ratio,
        gates=(*gates, coverage, *(_with_cycle(case.seen) if on_time else case.seen), *explained, asked),
    )


def _with_cycle(seen: tuple[Gate, ...]) -> tuple[Gate, ...]:
    return tuple(replace(gate, saw=f"{gate.saw}, and with it, because it falls from the limit itself") for gate in seen)


def inconclusive(gates: tuple[Gate, ...], horizon_s: float, start_s: float, coverage: float) -> Assessment:
    reason = next(gate.name for gate in gates if not gate.passed)
    return Assessment(
        Verdict.INCONCLUSIVE, reason, 0.0, INF, INF, INF, horizon_s, 0.0, 0.0, 0.0, start_s, coverage, gates
    )

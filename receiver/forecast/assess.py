"""The confidence check itself: histories in, assessments out. Pure: no clock, no input, no output.

`assess` is `assess_many` on one series, so that both give the same numbers.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from receiver.domain.verdict import Assessment, Gate, Verdict
from receiver.forecast.clean import Direction, Floats, History, clean
from receiver.forecast.confidence import coverage_gate, data_gates, explain, probability_gate
from receiver.forecast.config import AssessConfig
from receiver.forecast.crossing import BEYOND, PER_OCTAVE, eta_bins, leads, no_finer, probability_at, rising, turned
from receiver.forecast.evidence import evidence
from receiver.forecast.layout import WINDOW, Ints
from receiver.forecast.model import shipped
from receiver.forecast.precedent import passing
from receiver.forecast.ruler import rule
from receiver.forecast.scales import FIELDS, scales
from receiver.forecast.season import Season, find
from receiver.forecast.steps import Mended, mend

INF = math.inf
ALLOCATOR_BLOCK_BYTES = 24 << 20
BATCH, CELLS = (
    64,
    1 << 15,
)  # series computed together: so many, more of short ones, to keep the arrays within a processor's cache
# Points of the curve read as the 10, 50 and 90 % points: it is cautious, and the plain ones held 0.83 to 0.89 of the
# arrivals of the open cases instead of 0.8 (docs/forecasting.md).
SHARES = np.array([0.13, 0.5, 0.87])
FAR = 1e6  # ranges: a limit further away is as good as this far
LEVEL, SLOPE, NOISE = (FIELDS.index(name) for name in ("level", "slope", "noise"))


@dataclass(frozen=True, slots=True)
class _Case:
    """One series to be judged: what is left of it once a cycle is taken out, and what was seen of it before."""

    index: int
    history: History
    interval_s: float
    gates: tuple[Gate, ...]
    season: Season | None
    seen: tuple[Gate, ...]

    @property
    def bins(self) -> float:
        """How many bins its history spans."""
        return float(self.history.t[-1] - self.history.t[0]) / self.interval_s

    def rise(self, lead_s: Floats) -> Floats:
        """(J,) what the cycle brings within each of `lead_s` (J,)."""
        return self.season.rise(lead_s) if self.season else np.zeros(lead_s.shape)


def assess(
    timestamps: ArrayLike,
    values: ArrayLike,
    limit: float | ArrayLike,
    horizon_s: float,
    *,
    direction: Direction = "up",
    config: AssessConfig | None = None,
) -> Assessment:
    """Say with which probability a series reaches its limit within the horizon, and when.

    Args:
        timestamps: (n,) seconds, increasing; the last one is now.
        values: (n,) same unit as `limit`; NaN and ±Inf are passed over.
        limit: the level whose reaching is feared; one number, or (n,) one for each sample of a limit that changed: each value
            then counts by its share of its own limit, and level, slope and noise are in the unit of the newest.
        horizon_s: how far ahead to look, seconds, > 0.
        direction: `up` when too much is trouble, `down` when too little is.
        config: thresholds; None = the defaults.

    Returns:
        The assessment. Too little data is a value (`inconclusive`), not an error.

    Raises:
        ValueError: arrays of unlike length, a changing limit that is 0 or changes its sign, or a horizon that is not positive.
    """
    return assess_many([timestamps], [values], [limit], horizon_s, direction=direction, config=config)[0]


def assess_many(
    timestamps: Sequence[ArrayLike],
    values: Sequence[ArrayLike],
    limits: Sequence[float | ArrayLike] | Floats,
    horizon_s: float,
    *,
    direction: Direction = "up",
    config: AssessConfig | None = None,
) -> list[Assessment]:
    """Assess many series at once; the same numbers as `assess`, several times faster.

    Args:
        timestamps: S arrays of seconds; the lengths may differ.
        values: S arrays, each as long as its timestamps.
        limits: S limits, each one number or as long as its values, as in `assess`.
        horizon_s: how far ahead to look, seconds, > 0.
        direction: as in `assess`.
        config: as in `assess`.

    Returns:
        S assessments in the order given.

    Raises:
        ValueError: as in `assess`.
    """
    if not (math.isfinite(horizon_s) and horizon_s > 0):
        raise ValueError(f"horizon_s must be positive, got {horizon_s}")
    config = config or AssessConfig()
    found: dict[int, Assessment] = {}
    ready: list[_Case] = []
    for i, (t, v, limit) in enumerate(zip(timestamps, values, limits, strict=True)):
        history = clean(t, v, limit, direction)
        interval = config.interval_s or history.spacing_s
        gates = data_gates(history, interval, horizon_s, config)
        if all(gate.passed for gate in gates):
            season, seen = find(history)
            ready.append(_Case(i, season.rest if season else history, interval, gates, season, seen))
        else:
            found[i] = _inconclusive(gates, horizon_s, float(history.t[0]) if len(history.t) else 0.0, 0.0)
    _keep_memory()
    ready.sort(key=lambda case: case.bins)
    while ready:
        size = _together(ready)
        part, ready = ready[:size], ready[size:]
        judged = _judge(part, horizon_s, direction, config)
        found.update(zip((case.index for case in part), judged, strict=True))
    return [found[i] for i in range(len(found))]


def _together(ready: list[_Case]) -> int:
    """How many of the histories, the shortest first, are computed together."""
    size = BATCH
    while size < len(ready) and (size + BATCH) * ready[min(size + BATCH, len(ready)) - 1].bins <= CELLS:
        size += BATCH
    return size


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Have glibc keep freed memory instead of returning it after every array, which costs two thirds of the
        time.

    Freeing one large block raises its thresholds (M_MMAP_THRESHOLD in mallopt(3),
        https://man7.org/linux/man-pages/man3/
    mallopt.3.html); the block is never touched, so it takes no memory. Elsewhere this does nothing.
    """
    np.empty(ALLOCATOR_BLOCK_BYTES, np.uint8)


def _judge(part: list[_Case], horizon_s: float, direction: Direction, config: AssessConfig) -> list[Assessment]:
    intervals = np.array([case.interval_s for case in part])
    mended = mend(rule([case.history.t for case in part], [case.history.v for case in part], intervals))
    stats, deepest = scales(mended)
    limits = np.array([case.history.limit for case in part])
    horizons = horizon_s / intervals
    ladder = leads(float(horizons.max()))
    goal = ((_room(part, ladder, limits) - mended.offset[:, None]) / mended.unit[:, None]).clip(-FAR, FAR)
    lead = np.broadcast_to(ladder, (len(part), len(ladder)))
    first = np.full(len(part), ladder[0])
    logits = rising(
        (config.model or shipped()).logit(evidence(mended, stats, deepest, goal, first, len(ladder), PER_OCTAVE))
    )
    logits = _carried(part, ladder, turned(logits, passing(mended, goal, lead)))
    over = np.array([case.history.v[-1] for case in part]) >= limits
    probability = np.where(over, 1.0, probability_at(ladder, logits, horizons))
    etas = no_finer(eta_bins(ladder, logits, SHARES, BEYOND * horizons)) * intervals[:, None]
    etas[over] = 0.0
    lines = _lines(mended, stats, deepest, horizons, intervals)
    return [
        _conclude(case, float(probability[row]), etas[row].tolist(), lines[row], horizon_s, direction, config)
        for row, case in enumerate(part)
    ]


def _room(part: list[_Case], ladder: Floats, limits: Floats) -> Floats:
    """(S, 1) the limits, or (S, J) lowered by what the cycles bring within each lead."""
    if not any(case.season for case in part):
        return limits[:, None]
    return limits[:, None] - np.stack([case.rise(ladder * case.interval_s) for case in part])


def _carried(part: list[_Case], ladder: Floats, logits: Floats) -> Floats:
    """(S, J) log odds, never below those of a cycle that reaches the limit by itself."""
    for row, case in enumerate(part):
        if case.season:
            logits[row] = np.maximum(logits[row], case.season.carries(ladder * case.interval_s))
    return logits


def _lines(mended: Mended, stats: Floats, deepest: Ints, horizons: Floats, intervals: Floats) -> list[list[float]]:
    """Level, slope per second, noise, bins since the last fall, falls, at the scale nearest the horizon."""
    nearest = np.rint(np.log2(np.maximum(horizons / WINDOW, 1.0))).astype(np.int64)
    at = stats[:, np.arange(len(nearest)), np.minimum(nearest, deepest)]
    level = mended.offset + at[LEVEL] * mended.unit
    slope, noise = at[SLOPE] * mended.unit / intervals, at[NOISE] * mended.unit
    rows: list[list[float]] = np.stack((level, slope, noise, mended.fall_age, mended.falls), axis=1).tolist()
    return rows


def _conclude(
    case: _Case,
    probability: float,
    etas: list[float],
    line: list[float],
    horizon_s: float,
    direction: Direction,
    config: AssessConfig,
) -> Assessment:
    history, interval_s, gates = case.history, case.interval_s, case.gates
    level, slope, noise, fall_age, falls = line
    newest = float(history.t[-1])
    begin = max(newest - (fall_age - 1.0) * interval_s - 0.5 * interval_s, float(history.t[0]))
    start = int(np.searchsorted(history.t, begin))
    start_s = float(history.t[start])
    expected = (newest - start_s) / interval_s + 1.0
    coverage, ratio = coverage_gate(len(history.t) - start, expected, config)
    if not coverage.passed:
        return _inconclusive((*gates, coverage), horizon_s, start_s, ratio)
    sign = 1.0 if direction == "up" else -1.0
    asked = probability_gate(probability, config)
    ahead = level + slope * horizon_s + float(case.rise(np.array([horizon_s]))[0])
    explained = explain(ahead, history.limit, int(falls))
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
        gates=(*gates, coverage, *case.seen, *explained, asked),
    )


def _inconclusive(gates: tuple[Gate, ...], horizon_s: float, start_s: float, coverage: float) -> Assessment:
    reason = next(gate.name for gate in gates if not gate.passed)
    return Assessment(
        Verdict.INCONCLUSIVE, reason, 0.0, INF, INF, INF, horizon_s, 0.0, 0.0, 0.0, start_s, coverage, gates
    )

"""The confidence check itself: histories in, assessments out. Pure: no clock, no input, no output.

`assess` is `assess_many` on one series, so that both give the same numbers.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from receiver.domain.verdict import Assessment
from receiver.forecast.clean import Direction, Floats, clean
from receiver.forecast.conclude import conclude, inconclusive, lines
from receiver.forecast.confidence import data_gates
from receiver.forecast.config import AssessConfig
from receiver.forecast.crossing import BEYOND, eta_bins, leads, no_finer, probability_at
from receiver.forecast.model import shipped
from receiver.forecast.odds import Case, odds
from receiver.forecast.season import find

ALLOCATOR_BLOCK_BYTES = 24 << 20
# Series computed together: so many, more of short ones, to keep the arrays within a processor's cache.
BATCH, CELLS = 64, 1 << 15
# Points of the curve read as the 10, 50 and 90 % points: so they hold 0.77 to 0.84 of the arrivals of the open cases, 0.77 to
# 0.80 of those of sources that were left out (docs/forecasting.md).
SHARES = np.array([0.11, 0.5, 0.89])


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
    ready: list[Case] = []
    for i, (t, v, limit) in enumerate(zip(timestamps, values, limits, strict=True)):
        history = clean(t, v, limit, direction)
        interval = config.interval_s or history.spacing_s
        gates = data_gates(history, interval, horizon_s, config)
        if all(gate.passed for gate in gates):
            season, seen = find(history)
            ready.append(Case(i, season.rest if season else history, history, interval, gates, season, seen))
        else:
            found[i] = inconclusive(gates, horizon_s, float(history.t[0]) if len(history.t) else 0.0, 0.0)
    _keep_memory()
    ready.sort(key=lambda case: case.bins)
    while ready:
        size = _together(ready)
        part, ready = ready[:size], ready[size:]
        judged = _judge(part, horizon_s, direction, config)
        found.update(zip((case.index for case in part), judged, strict=True))
    return [found[i] for i in range(len(found))]


def _together(ready: list[Case]) -> int:
    """How many of the histories, the shortest first, are computed together."""
    size = BATCH
    while size < len(ready) and (size + BATCH) * ready[min(size + BATCH, len(ready)) - 1].bins <= CELLS:
        size += BATCH
    return size


@lru_cache(maxsize=1)
def _keep_memory() -> None:
    """Have glibc keep freed memory instead of returning it after every array, which costs two thirds of the time.

    Freeing one large block raises its thresholds (M_MMAP_THRESHOLD in mallopt(3),
    https://man7.org/linux/man-pages/man3/mallopt.3.html); the block is never touched, so it takes no memory. Elsewhere this
    does nothing.
    """
    np.empty(ALLOCATOR_BLOCK_BYTES, np.uint8)


def _judge(part: list[Case], horizon_s: float, direction: Direction, config: AssessConfig) -> list[Assessment]:
    intervals = np.array([case.interval_s for case in part])
    horizons = horizon_s / intervals
    ladder = leads(float(horizons.max()))
    found = odds(part, ladder, config.model or shipped())
    over = np.array([case.history.v[-1] >= case.history.limit for case in part])
    probability = np.where(over, 1.0, probability_at(ladder, found.logits, horizons))
    etas = no_finer(eta_bins(ladder, found.logits, SHARES, BEYOND * horizons)) * intervals[:, None]
    etas[over] = 0.0
    seen = lines(found, horizons, intervals)
    return [
        conclude(case, float(probability[row]), etas[row].tolist(), seen[row], horizon_s, direction, config)
        for row, case in enumerate(part)
    ]

"""Did this hour look the same a day or a week ago? Then that is known, and only the rest has to be forecast.

A cycle is recognised by its coming back: what an earlier period predicts for the recent stretch must explain most of how its
increments vary. Increments about their mean: a straight leak repeats nothing, and a leak on top of a cycle hides nothing. A
recognised cycle is taken out of the past, and the limit comes down by what it still brings, lead by lead.

Neither limit nor horizon is known here, so that the answer stays monotone in both. It must not touch a history in which no
cycle came back.
"""

from dataclasses import dataclass, replace

import numpy as np

from receiver.domain.verdict import Gate
from receiver.forecast.clean import Floats, History

DAY_S = 86400.0
PERIODS = (("week", 7.0 * DAY_S), ("day", DAY_S))
CELLS = 288  # per period: 5 minutes of a day, 35 of a week
BLOCK = 6  # cells per increment: half an hour of a day
LEAST = CELLS // 4  # cells of the recent stretch in which a cycle must have come back
LONGEST_GAP = CELLS // 24  # cells; what lies before a longer gap is not looked at
EXPLAINED = 0.75  # of the variance of the increments; 12 unrelated ones reach it once in 10,000 (r > 0.87)
ABRUPT = 0.5  # of the cycle's range within two cells: a restart looks like this
SURE = 12.0  # log odds
ROUNDING = 1e-9  # of the largest value: a series that moves less is flat


@dataclass(frozen=True, slots=True)
class Season:
    """A cycle that came back.

    Attributes:
        name: `day` or `week`.
        explained: share of the variance of the recent increments, 0..1.
        rest: the recent stretch without the cycle; its newest value is the history's own.
        leads_s: (CELLS + 1,) seconds from now, one period.
        level: median of the rest over its newest block, unit of the values.
        spread: how far the rest lies from its own median, as a standard deviation, unit of the values, > 0.
        rises: (CELLS + 1,) how far the cycle climbs above now within each lead, unit of the values, non-decreasing.
    """

    name: str
    explained: float
    rest: History
    level: float
    spread: float
    leads_s: Floats
    rises: Floats

    def rise(self, lead_s: Floats) -> Floats:
        """(J,) how far the cycle climbs above now within each of `lead_s` (J,); beyond a period it repeats itself."""
        return np.interp(lead_s, self.leads_s, self.rises)

    def carries(self, lead_s: Floats) -> Floats:
        """(J,) log odds that the cycle alone, coming back on today's level, reaches the limit within each of `lead_s`.

        The model learned from series below their limit, and cannot know what a limit that comes down to them means. The
        logistic curve nearest the normal one has 1.702 in its place (https://en.wikipedia.org/wiki/Logistic_distribution).
        """
        beyond = (self.level + self.rise(lead_s) - self.rest.limit) / self.spread
        return np.clip(1.702 * beyond, -SURE, SURE)


def find(history: History) -> tuple[Season | None, tuple[Gate, ...]]:
    """Look for a week, then for a day, that came back.

    Args:
        history: at least one sample.

    Returns:
        The cycle, None without one; and the gate `season` that says what was seen, none when the history does not reach
        back a period and a quarter, or holds less than a sample per block of one.
    """
    span_s = float(history.t[-1] - history.t[0])
    asked = [
        (name, period_s)
        for name, period_s in PERIODS
        if span_s >= period_s * (1.0 + LEAST / CELLS) and history.spacing_s <= period_s * BLOCK / CELLS
    ]
    if not asked:
        return None, ()
    for name, period_s in asked:
        found = _came_back(history, name, period_s)
        if found is not None:
            saw = f"a {name} came back, {found.explained:.0%} of the movement explained; judged without it"
            return found, (Gate("season", True, saw),)
    return None, (Gate("season", True, f"no {' or '.join(name for name, _ in asked)} that came back"),)


def _came_back(history: History, name: str, period_s: float) -> Season | None:
    cell_s, size = period_s / CELLS, float(np.abs(history.v).max())
    level = _levels(history, cell_s)
    stretch = min(len(level) - 1 - CELLS, CELLS)
    if stretch < LEAST:
        return None
    cycle = _cycle(level, stretch)
    recent = level[stretch::-1]
    moved, left = _movement(recent), _movement(recent - cycle[: stretch + 1])
    if moved <= (ROUNDING * size) ** 2 or left > (1.0 - EXPLAINED) * moved or _breaks_off(cycle, stretch):
        return None
    since_s = history.t - history.t[-1]
    kept = since_s >= -stretch * cell_s
    places = np.arange(-stretch, CELLS + 1, dtype=np.float64) * cell_s
    known = np.interp(since_s[kept], places, cycle) - cycle[stretch]
    rest = replace(history, t=history.t[kept], v=history.v[kept] - known)
    climb = cycle[stretch:] - cycle[stretch]
    spread = 1.4826 * float(np.median(np.abs(rest.v - np.median(rest.v))))
    level_now = float(np.median(rest.v[rest.t > rest.t[-1] - BLOCK * cell_s]))
    return Season(
        name,
        1.0 - left / moved,
        rest,
        level_now,
        max(spread, ROUNDING * size),
        places[stretch:],
        np.maximum.accumulate(climb),
    )


def _levels(history: History, cell_s: float) -> Floats:
    """Mean of each cell, the newest first, back to the first long gap; empty cells lie on the line between their neighbours."""
    cell = ((history.t[-1] - history.t) / cell_s + (0.5 - 1e-6)).astype(
        np.int64
    )  # an edge falls on one side whatever the shift
    count = np.bincount(cell)
    there = np.flatnonzero(count)
    gaps = np.flatnonzero(np.diff(there) > LONGEST_GAP)
    there = there[: gaps[0] + 1] if len(gaps) else there
    mean = np.bincount(cell, history.v)[there] / count[there]
    return np.interp(np.arange(there[-1] + 1), there, mean)


def _cycle(level: Floats, stretch: int) -> Floats:
    """(stretch + CELLS + 1,) what the earlier periods show from `stretch` cells ago to one period ahead: their median."""
    earlier = range(1, (len(level) - 1 - stretch) // CELLS + 1)
    shapes = np.stack([level[(k - 1) * CELLS : k * CELLS + stretch + 1][::-1] for k in earlier])
    shapes -= shapes[:, : stretch + 1].mean(axis=1, keepdims=True)  # days differ in level
    out: Floats = np.median(shapes, axis=0)
    return out


def _movement(recent: Floats) -> float:
    """Variance of the increments between blocks."""
    whole = len(recent) // BLOCK * BLOCK
    return float(np.diff(recent[-whole:].reshape(-1, BLOCK).mean(axis=1)).var())


def _breaks_off(cycle: Floats, stretch: int) -> bool:
    """Is there an abrupt fall ahead that happened only once so far? It may have been a restart."""
    once = cycle[stretch : CELLS + 1]
    return bool(len(once) > 2 and (once[:-2] - once[2:]).max() > ABRUPT * np.ptp(cycle))

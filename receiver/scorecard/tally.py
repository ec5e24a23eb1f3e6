"""What became of the pages, and which crossings they caught; of one series or of many.

A page is true when a crossing comes within `SLACK` horizons after it began, late when it began during the exhaustion,
unknown when too little was watched to say, and false otherwise. A crossing is caught by a page that still stood when
it came, or that was true of it. Crossings that began out of sight are not counted for recall. The same definitions as
in docs/forecasting.md.

Two fates occur only where somebody acts: a page that was followed by a change of ours within its horizon is censored,
because nobody knows what would have come, and one whose horizon is not over is open. Neither is right or wrong.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from receiver.domain.spell import Crossing, Spell
from receiver.scorecard.wilson import Interval, wilson

SLACK = 1.2
"""A crossing a fifth of a horizon late still makes a page true."""

SAME_PAGE_S = 600.0
"""What fires again this soon is the same page to the one who was woken; two of Alertmanager's default group_interval of 5 m."""

DAY_S = 86400.0


class Fate(StrEnum):
    """What became of a page."""

    TRUE = "true"
    FALSE = "false"
    LATE = "late"
    UNKNOWN = "unknown"
    CENSORED = "censored"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts, of one series or of many.

    Attributes:
        crossings: those that could have been foreseen.
        leads_s: seconds between page and crossing, of the crossings caught.
        days: series-days watched.
    """

    true: int = 0
    false: int = 0
    late: int = 0
    unknown: int = 0
    crossings: int = 0
    caught: int = 0
    leads_s: tuple[float, ...] = ()
    days: float = 0.0
    censored: int = 0
    open: int = 0

    @property
    def pages(self) -> int:
        """All of them, whatever became of them."""
        return self.judged + self.late + self.unknown + self.censored + self.open

    @property
    def judged(self) -> int:
        """Those that were right or wrong."""
        return self.true + self.false

    @property
    def precision(self) -> float | None:
        """Share of the judged pages that were true; None without any."""
        return self.true / self.judged if self.judged else None

    @property
    def precision_interval(self) -> Interval | None:
        """Where the true share lies at 95 % confidence; None without any."""
        return wilson(self.true, self.judged)

    @property
    def recall(self) -> float | None:
        """Share of the crossings that were caught; None without any."""
        return self.caught / self.crossings if self.crossings else None

    @property
    def recall_interval(self) -> Interval | None:
        """Where the share of caught crossings lies at 95 % confidence; None without any."""
        return wilson(self.caught, self.crossings)

    @property
    def missed(self) -> int:
        """Crossings that no page came before."""
        return self.crossings - self.caught

    @property
    def false_per_day(self) -> float | None:
        """False pages per series-day; None when nothing was watched."""
        return self.false / self.days if self.days else None

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0 when either is unknown."""
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def lead_s(self, share: float) -> float | None:
        """Lead that this share of the caught crossings had at most, seconds."""
        return float(np.quantile(self.leads_s, share)) if self.leads_s else None


def total(tallies: Sequence[Tally]) -> Tally:
    """Join the tallies of several series."""
    return Tally(
        sum(one.true for one in tallies),
        sum(one.false for one in tallies),
        sum(one.late for one in tallies),
        sum(one.unknown for one in tallies),
        sum(one.crossings for one in tallies),
        sum(one.caught for one in tallies),
        tuple(chain.from_iterable(one.leads_s for one in tallies)),
        sum(one.days for one in tallies),
        sum(one.censored for one in tallies),
        sum(one.open for one in tallies),
    )


def foreseen(start_s: float, crossings: Sequence[Crossing], horizon_s: float) -> Fate | None:
    """Judge a page that began at `start_s` by the crossings; None when none was near, which alone proves nothing.

    Args:
        crossings: in order of time, none over another.
    """
    place = bisect_right(crossings, start_s, key=lambda crossing: crossing.at_s)
    if place and start_s <= crossings[place - 1].until_s:
        return Fate.LATE
    near = place < len(crossings) and crossings[place].at_s <= start_s + SLACK * horizon_s
    return Fate.TRUE if near else None


def lead(crossing: Crossing, pages: Sequence[Spell], horizon_s: float) -> float | None:
    """Seconds between the page that caught a crossing and the crossing; None when none did."""
    place = bisect_left(pages, crossing.at_s, key=lambda page: page.start_s)
    if not place:
        return None
    last = pages[place - 1]
    stands = last.end_s >= crossing.at_s - SAME_PAGE_S
    lead_s = crossing.at_s - last.start_s
    return lead_s if stands or lead_s <= SLACK * horizon_s else None

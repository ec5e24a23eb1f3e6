"""How good were these pages? Counted against what really ran out.

A page is true when a crossing comes within `SLACK` horizons after it began, late when it began during the exhaustion,
unknown when too little was watched to say, and false otherwise. A crossing is caught by a page that still stood when
it came, or that was true of it. Crossings that began out of sight are not counted for recall. The same definitions as
in docs/forecasting.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from receiver.backtest.crossings import Crossing
from receiver.backtest.pending import SAME_PAGE_S, Spell
from receiver.backtest.watch import was_watched

SLACK = 1.2
"""A crossing a fifth of a horizon late still makes a page true."""

DAY_S = 86400.0


class Fate(StrEnum):
    """What became of a page."""

    TRUE = "true"
    FALSE = "false"
    LATE = "late"
    UNKNOWN = "unknown"


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

    @property
    def pages(self) -> int:
        """All of them, whatever became of them."""
        return self.true + self.false + self.late + self.unknown

    @property
    def precision(self) -> float | None:
        """Share of the pages of known fate that were true; None without any."""
        judged = self.true + self.false
        return self.true / judged if judged else None

    @property
    def recall(self) -> float | None:
        """Share of the crossings that were caught; None without any."""
        return self.caught / self.crossings if self.crossings else None

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
    )


def fate(start_s: float, crossings: Sequence[Crossing], watched: tuple[Spell, ...], horizon_s: float) -> Fate:
    """Judge a page by when it began, seconds since the epoch."""
    if any(crossing.at_s <= start_s <= crossing.until_s for crossing in crossings):
        return Fate.LATE
    until_s = start_s + SLACK * horizon_s
    if any(start_s < crossing.at_s <= until_s for crossing in crossings):
        return Fate.TRUE
    return Fate.FALSE if was_watched(watched, start_s, until_s) else Fate.UNKNOWN


def lead(crossing: Crossing, pages: Sequence[Spell], horizon_s: float) -> float | None:
    """Seconds between the page that caught a crossing and the crossing; None when none did."""
    before = [page for page in pages if page.start_s < crossing.at_s]
    if not before:
        return None
    last = before[-1]
    stands = last.end_s >= crossing.at_s - SAME_PAGE_S
    lead_s = crossing.at_s - last.start_s
    return lead_s if stands or lead_s <= SLACK * horizon_s else None


def tally(pages: Sequence[Spell], crossings: Sequence[Crossing], watched: tuple[Spell, ...], horizon_s: float) -> Tally:
    """Score the pages of one series.

    Args:
        pages: in order of time.
        crossings: in order of time.
        watched: when there was data.
        horizon_s: of the alert.
    """
    fates = [fate(page.start_s, crossings, watched, horizon_s) for page in pages]
    foreseeable = [crossing for crossing in crossings if crossing.seen]
    leads = [found for crossing in foreseeable if (found := lead(crossing, pages, horizon_s)) is not None]
    exhausted_s = sum(crossing.until_s - crossing.at_s for crossing in crossings)
    watched_s = sum(spell.end_s - spell.start_s for spell in watched)
    return Tally(
        fates.count(Fate.TRUE),
        fates.count(Fate.FALSE),
        fates.count(Fate.LATE),
        fates.count(Fate.UNKNOWN),
        len(foreseeable),
        len(leads),
        tuple(leads),
        max(watched_s - exhausted_s, 0.0) / DAY_S,
    )

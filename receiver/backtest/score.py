"""How good were the pages of a replayed history? The counting rules are `receiver.scorecard`'s."""

from collections.abc import Sequence

from receiver.backtest.watch import was_watched
from receiver.domain.spell import Crossing, Spell
from receiver.scorecard.tally import DAY_S, SLACK, Fate, Tally, foreseen, lead


def fate(start_s: float, crossings: Sequence[Crossing], watched: tuple[Spell, ...], horizon_s: float) -> Fate:
    """Judge a page by when it began, seconds since the epoch."""
    found = foreseen(start_s, crossings, horizon_s)
    if found is not None:
        return found
    return Fate.FALSE if was_watched(watched, start_s, start_s + SLACK * horizon_s) else Fate.UNKNOWN


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

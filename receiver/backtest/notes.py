"""What must be said of the data: missing, short, computed instead of recorded. Said, not hidden, beside every number."""

from collections.abc import Sequence

from receiver.backtest.findings import Coverage
from receiver.backtest.history import History
from receiver.backtest.replay import SeriesOutcome
from receiver.backtest.when import day
from receiver.scorecard.tally import DAY_S

_LATE_S = 3600.0
_MUCH_MISSING = 0.02


def coverage(history: History, series: Sequence[SeriesOutcome]) -> Coverage:
    """Sum up what was watched."""
    spells = [spell for one in series for spell in one.watched]
    days = sum(spell.end_s - spell.start_s for spell in spells) / DAY_S
    missing = sum(one.missing_ratio for one in series) / len(series) if series else 0.0
    first_s = min((spell.start_s for spell in spells), default=None)
    last_s = max((spell.end_s for spell in spells), default=None)
    within = [
        one
        for one in history.silences()
        if first_s is not None and last_s is not None and first_s < one.start_s and one.end_s < last_s
    ]
    return Coverage(len(series), days, first_s, last_s, missing, tuple(within))


def notes(history: History, found: Coverage) -> tuple[str, ...]:
    """Say what a reader must know."""
    if found.first_s is None or found.last_s is None:
        return ("no series was found: is the metric scraped, and does the catalog's expression answer?",)
    told = []
    for origin in history.origins:
        if origin.kind == "computed":
            told.append(
                f"{day(origin.start_s)} to {day(origin.end_s)}: not recorded yet, computed from the catalog's expression"
            )
    if found.first_s - history.start_s > _LATE_S:
        asked, got = (history.end_s - start_s for start_s in (history.start_s, found.first_s))
        told.append(
            f"history begins at {day(found.first_s)}: {got / DAY_S:.1f} of the {asked / DAY_S:.1f} days asked for "
            "(short retention, or the metric is that new)"
        )
    if history.end_s - found.last_s > _LATE_S:
        told.append(f"history ends at {day(found.last_s)}: is it still recorded?")
    if found.silences:
        longest = max(found.silences, key=lambda one: one.end_s - one.start_s)
        often = "once" if len(found.silences) == 1 else f"{len(found.silences)} times"
        whole_s = sum(one.end_s - one.start_s for one in found.silences)
        told.append(
            f"{often} nothing at all was recorded, {whole_s / 60:.0f} min in all, the longest from "
            f"{day(longest.start_s)} for {(longest.end_s - longest.start_s) / 60:.0f} min: Prometheus or its rules were down, "
            "or there was nothing to record"
        )
    if found.missing_ratio > _MUCH_MISSING:
        told.append(
            f"{found.missing_ratio:.0%} of the evaluations between a series' first and last sample have none "
            f"(expected is one every {history.step_s:g} s)"
        )
    return tuple(told)

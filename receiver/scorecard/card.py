"""The scorecard of one alert of a forecast: what was stated about its series, held against what came.

A page is a run of looks at one series at which the forecast was believed; what is believed again within half a horizon is the
same page, because it is about the same future. The first of its looks is what it is judged by.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from receiver.domain.breach import Breach
from receiver.domain.prediction import SPACING, Came, Prediction
from receiver.domain.spell import Crossing, Spell
from receiver.scorecard.actions import IN_VAIN, Done, Loan, by_outcome
from receiver.scorecard.calibration import Calibration, Sample, calibrate
from receiver.scorecard.tally import SAME_PAGE_S, Fate, Tally, foreseen, lead, total

_FATES = {
    Came.CROSSED: Fate.TRUE,
    Came.STAYED: Fate.FALSE,
    Came.REMEDIATED: Fate.CENSORED,
    Came.UNKNOWN: Fate.UNKNOWN,
    Came.PENDING: Fate.OPEN,
}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How good the forecasts of one alert were.

    Attributes:
        since_s: beginning of the period, seconds since the epoch; later than asked for when more is on record than is read.
        until_s: its end.
        tally: pages by what became of them, crossings and how many were caught, lead times.
        independent: incidents with judged pages; a page that begins within a horizon of an incident's first belongs to it.
        independent_true: those of which more pages were true than false.
        calibration: of the looks, with the probabilities that people were told.
        done: changes in the cluster, by outcome.
    """

    forecast: str
    severity: str
    since_s: float
    until_s: float
    tally: Tally
    independent: int
    independent_true: int
    calibration: Calibration
    done: tuple[Done, ...]

    @property
    def in_vain(self) -> Done:
        """What was done and did not help: the cost of false ones."""
        return next((one for one in self.done if one.outcome == IN_VAIN), Done(IN_VAIN, 0, 0.0, 0))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of one series, and what became of it."""

    spell: Spell
    horizon_s: float
    fate: Fate


def score(
    forecast: str,
    severity: str,
    looks: Sequence[Prediction],
    breaches: Sequence[Breach],
    loans: Sequence[Loan],
    *,
    since_s: float,
    until_s: float,
) -> Scorecard:
    """Count.

    Args:
        looks: of this alert; those of up to two horizons before the period say which page a crossing was caught by.
        breaches: of the forecast, whether anybody had foreseen them or not.
        loans: that this alert brought about within the period.
    """
    ordered = sorted(looks, key=lambda one: (one.series, one.assessed_at_s))
    by_series = {series: list(own) for series, own in groupby(ordered, key=lambda one: one.series)}
    tallies, pages = [], []
    for series in sorted({*by_series, *(one.series for one in breaches)}):
        own = by_series.get(series, [])
        crossings = crossings_of(own, [one for one in breaches if one.series == series])
        theirs = pages_of(own, crossings)
        pages += [page for page in theirs if since_s <= page.spell.start_s < until_s]
        tallies.append(_tally(theirs, crossings, since_s, until_s))
    inside = [one for one in looks if since_s <= one.assessed_at_s < until_s]
    samples = [
        Sample(one.probability, one.came is Came.CROSSED, one.weight)
        for one in inside
        if one.came in (Came.CROSSED, Came.STAYED)
    ]
    return Scorecard(
        forecast,
        severity,
        since_s,
        until_s,
        total(tallies),
        *_incidents(pages),
        calibrate(samples, sum(one.came is Came.UNKNOWN for one in inside)),
        by_outcome(loans),
    )


def crossings_of(looks: Sequence[Prediction], breaches: Sequence[Breach]) -> list[Crossing]:
    """Join what looks and breaches of one series say about when it was exhausted; the earliest moment is the most exact."""
    spans = [(one.crossed_at_s, one.crossed_at_s) for one in looks if one.crossed_at_s is not None]
    spans += [(one.at_s, one.until_s) for one in breaches]
    joined: list[Crossing] = []
    for at_s, until_s in sorted(spans):
        if joined and at_s - joined[-1].until_s <= SAME_PAGE_S:
            joined[-1] = Crossing(joined[-1].at_s, max(until_s, joined[-1].until_s))
        else:
            joined.append(Crossing(at_s, until_s))
    return joined


def pages_of(looks: Sequence[Prediction], crossings: Sequence[Crossing]) -> list[Page]:
    """Return the pages of one series, in order.

    Args:
        looks: in order of time.
    """
    runs: list[list[Prediction]] = []
    for one in looks:
        if not one.believed:
            continue
        if runs and one.assessed_at_s - runs[-1][-1].assessed_at_s <= 2 * SPACING * one.horizon_s:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        Page(
            Spell(run[0].assessed_at_s, run[-1].assessed_at_s + SPACING * run[-1].horizon_s),
            run[0].horizon_s,
            _fate(run[0], crossings),
        )
        for run in runs
    ]


def _fate(first: Prediction, crossings: Sequence[Crossing]) -> Fate:
    if first.came is Came.REMEDIATED:
        return Fate.CENSORED
    return foreseen(first.assessed_at_s, crossings, first.horizon_s) or _FATES[first.came]


def _tally(pages: Sequence[Page], crossings: Sequence[Crossing], since_s: float, until_s: float) -> Tally:
    counted = [page.fate for page in pages if since_s <= page.spell.start_s < until_s]
    within = [crossing for crossing in crossings if since_s <= crossing.at_s < until_s]
    spells = [page.spell for page in pages]
    horizon_s = pages[0].horizon_s if pages else 0.0
    leads = [found for crossing in within if (found := lead(crossing, spells, horizon_s)) is not None]
    return Tally(
        true=counted.count(Fate.TRUE),
        false=counted.count(Fate.FALSE),
        late=counted.count(Fate.LATE),
        unknown=counted.count(Fate.UNKNOWN),
        crossings=len(within),
        caught=len(leads),
        leads_s=tuple(leads),
        censored=counted.count(Fate.CENSORED),
        open=counted.count(Fate.OPEN),
    )


def _incidents(pages: Sequence[Page]) -> tuple[int, int]:
    """Return how many incidents the judged pages are, and how many of these were mostly true."""
    surplus: list[int] = []
    free_s = float("-inf")
    for page in sorted(pages, key=lambda page: page.spell.start_s):
        if page.fate not in (Fate.TRUE, Fate.FALSE):
            continue
        if page.spell.start_s >= free_s:
            surplus.append(0)
            free_s = page.spell.start_s + page.horizon_s
        surplus[-1] += 1 if page.fate is Fate.TRUE else -1
    return len(surplus), sum(one > 0 for one in surplus)

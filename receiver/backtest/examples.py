"""Which series to show: the longest lead, a page that came to nothing, and a crossing that nobody was told of."""

from collections.abc import Sequence

from receiver.backtest.findings import Example
from receiver.backtest.replay import SeriesOutcome
from receiver.backtest.score import fate
from receiver.backtest.verdicts import believed
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.scorecard.tally import Fate, lead


def examples(entry: ForecastPolicy, series: Sequence[SeriesOutcome]) -> tuple[Example, ...]:
    """At most three, of the alert with the nearest horizon."""
    alert = min(entry.alerts, key=lambda alert: alert.horizon_s)
    caught: list[tuple[float, Example]] = []
    missed: list[Example] = []
    false: list[Example] = []
    for one in series:
        _sort(one, alert, entry.confidence.notify, caught, missed, false)
    best = [max(caught, key=lambda found: found[0])[1]] if caught else []
    return (*best, *false[:1], *missed[-1:])


def _sort(
    one: SeriesOutcome,
    alert: AlertPolicy,
    threshold: float,
    caught: list[tuple[float, Example]],
    missed: list[Example],
    false: list[Example],
) -> None:
    outcome = one.alerts[alert.severity]
    told = tuple(believed(outcome.pages, threshold))
    for crossing in outcome.crossings:
        lead_s = lead(crossing, told, alert.horizon_s)
        if lead_s is not None:
            title = f"caught {lead_s / 60:.0f} min before"
            caught.append((lead_s, Example(title, alert.severity, one.key, crossing.at_s, told)))
        elif crossing.seen:
            missed.append(Example("missed", alert.severity, one.key, crossing.at_s, told))
    for page in told:
        if fate(page.start_s, outcome.crossings, one.watched, alert.horizon_s) is Fate.FALSE:
            false.append(Example("a page that came to nothing", alert.severity, one.key, page.start_s, told))

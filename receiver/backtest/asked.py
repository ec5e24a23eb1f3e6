"""Each time that the policy is asked: one look of one page of one alert, as the receiver would have put it."""

from collections.abc import Sequence
from dataclasses import dataclass

from receiver.backtest.looks import Look
from receiver.backtest.replay import Page, SeriesOutcome
from receiver.domain.verdict import Assessment
from receiver.policy.model import AlertPolicy, ForecastPolicy


@dataclass(frozen=True, slots=True)
class Asked:
    """One look of one page of one alert."""

    look: Look
    series: SeriesOutcome
    alert: AlertPolicy
    page: Page

    @property
    def at_s(self) -> float:
        """When, seconds since the epoch."""
        return self.look.at_s

    @property
    def assessment(self) -> Assessment:
        """What the confidence check said, as the guards want it."""
        return Assessment(
            verdict=self.look.verdict,
            reason=self.look.reason,
            probability=self.look.probability,
            eta_lower_s=self.look.eta_lower_s,
            eta_s=self.look.eta_s,
            eta_upper_s=self.look.eta_s,
            horizon_s=self.alert.horizon_s,
            level=self.look.level,
            slope_per_s=self.look.slope_per_s,
            noise=0.0,
            segment_start_s=self.look.segment_start_s,
            coverage_ratio=1.0,
            gates=(),
        )


def in_order(entry: ForecastPolicy, series: Sequence[SeriesOutcome]) -> list[Asked]:
    """Every look at every page of every alert, in the order of time."""
    found = [
        Asked(look, one, alert, page)
        for one in series
        for alert in entry.alerts
        for page in one.alerts[alert.severity].pages
        for look in page.looks
    ]
    return sorted(found, key=lambda asked: (asked.look.at_s, asked.series.key, asked.alert.severity))


def willing(entry: ForecastPolicy) -> ForecastPolicy:
    """The entry with every rung's mode taken as `auto`, and nothing that has to be earned."""
    ladder = entry.remediation
    if ladder is None:
        return entry
    then = tuple(rung.model_copy(update={"mode": "auto"}) for rung in ladder.then)
    return entry.model_copy(update={"remediation": ladder.model_copy(update={"mode": "auto", "then": then})})

"""What forecasts cost to evaluate."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupCost:
    """One rule group.

    Attributes:
        forecast: name of the forecast.
        series: how many series of the forecast there are.
        samples: loaded by one evaluation.
        interval_s: seconds between evaluations.
    """

    forecast: str
    group: str
    series: float
    samples: float
    interval_s: float

    @property
    def samples_per_s(self) -> float:
        """Load on the server."""
        return self.samples / self.interval_s

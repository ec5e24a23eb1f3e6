"""A probability that was stated about an alert's series, and what came of it one horizon later."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SPACING = 0.25
"""Share of the horizon between two looks at the same alert that are put on record."""


class Came(StrEnum):
    """What the horizon brought.

    pending: it is not over. crossed: the series reached its limit. stayed: it did not. remediated: a change of ours was on loan
    meanwhile, so nobody knows what would have come (censored). unknown: the data does not tell.
    """

    PENDING = "pending"
    CROSSED = "crossed"
    STAYED = "stayed"
    REMEDIATED = "remediated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Prediction:
    """One probability on record.

    Attributes:
        id: number in the store.
        episode_id: the alert episode that was looked at.
        labels: the alert's labels.
        assessed_at_s: when it was stated, seconds since the epoch.
        horizon_s: how far ahead it looks, seconds.
        raw_probability: as the check stated it, 0..1.
        weight: share of its horizon that no earlier prediction about the same alert looks at, 0..1.
        series: digest that tells the series apart, empty on a record that is older than scorecards.
        probability: as people were told it, recalibrated where that is on.
        believed: whether it was enough to tell people (verdict confirmed).
        crossed_at_s: when the limit was reached, None when it was not (yet) within the horizon.
    """

    id: int
    episode_id: int
    forecast: str
    severity: str
    labels: Mapping[str, str]
    assessed_at_s: float
    horizon_s: float
    raw_probability: float
    weight: float
    came: Came
    series: str
    probability: float
    believed: bool
    crossed_at_s: float | None

    @property
    def over_at_s(self) -> float:
        """End of the horizon."""
        return self.assessed_at_s + self.horizon_s

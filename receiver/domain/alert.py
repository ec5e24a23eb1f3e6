"""One alert as Alertmanager told it, freed from the wire format."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from receiver import conventions


class AlertStatus(StrEnum):
    """What Alertmanager says of one alert; a group's own status is never used (it can be wrong when truncated)."""

    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Alert:
    """One predictive alert.

    Attributes:
        fingerprint: Alertmanager's hash of the label set, hex.
        status: firing or resolved.
        labels: the alert's labels; `forecast` selects a policy entry, by-labels select series and target.
        annotations: for people only; nothing in them is ever executed, queried or fetched.
        starts_at_s: when it began to fire, seconds since the epoch.
        ends_at_s: when a resolved one ended, as far as it was told; None = not told.
    """

    fingerprint: str
    status: AlertStatus
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    starts_at_s: float
    ends_at_s: float | None = None

    @property
    def forecast(self) -> str:
        """Name of the policy entry that this alert selects, empty when the label is missing."""
        return self.labels.get(conventions.LABEL_FORECAST, "")

    @property
    def severity(self) -> str:
        """Severity label, empty when missing."""
        return self.labels.get(conventions.LABEL_SEVERITY, "")

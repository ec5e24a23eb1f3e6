"""What a check has to say about one forecast; whether it stops the run is for the caller to say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One objection.

    Attributes:
        check: stable id of the check.
        forecast: name of the forecast.
        field: path below the entry, e.g. `("alerts", 0, "horizon")`; the place that an author would change.
        message: what is wrong, with the numbers.
    """

    check: str
    forecast: str
    field: tuple[str | int, ...]
    message: str

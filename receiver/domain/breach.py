"""A time at which a series stood at its limit, whether anybody had foreseen it or not."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """One time of exhaustion of one series.

    Attributes:
        series: digest that tells the series apart; see `series_id`.
        at_s: first moment at which it was seen at its limit, seconds since the epoch.
        until_s: last moment at which it was.
    """

    series: str
    labels: Mapping[str, str]
    at_s: float
    until_s: float


def series_id(forecast: str, labels: Mapping[str, str]) -> str:
    """Return what tells a recorded series apart: a digest of the forecast and the values of its by-labels."""
    return hashlib.sha256(json.dumps([forecast, sorted(labels.items())]).encode()).hexdigest()

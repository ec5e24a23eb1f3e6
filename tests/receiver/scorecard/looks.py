"""Looks and breaches written down by hand, so that a test says only what it is about."""

from dataclasses import replace
from typing import Any

from receiver.domain.breach import Breach
from receiver.domain.prediction import Came, Prediction

HORIZON_S = 1000.0


def look(at_s: float, came: Came = Came.STAYED, **changes: Any) -> Prediction:
    """A believed look at the series `web-1`."""
    made = Prediction(
        id=1,
        episode_id=1,
        forecast="memory",
        severity="critical",
        labels={},
        assessed_at_s=at_s,
        horizon_s=HORIZON_S,
        raw_probability=0.9,
        weight=1.0,
        came=came,
        series="web-1",
        probability=0.9,
        believed=True,
        crossed_at_s=None,
    )
    return replace(made, **changes)


def breach(at_s: float, until_s: float | None = None, series: str = "web-1") -> Breach:
    """A time at the limit."""
    return Breach(series, {}, at_s, at_s if until_s is None else until_s)

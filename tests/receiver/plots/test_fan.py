from dataclasses import replace

import numpy as np
import pytest

from receiver.domain.picture import ForecastPicture
from receiver.domain.series import Series
from receiver.domain.verdict import Verdict, inconclusive
from receiver.plots import canvas
from receiver.plots.fan import fan, title
from tests.support.builders import assessment

NOW_S = 1_790_000_000.0


def _picture(**changes: object) -> ForecastPicture:
    at_s = NOW_S - 30.0 * np.arange(120, dtype=np.float64)[::-1]
    made = ForecastPicture.of(Series(at_s, 0.5 + 0.0005 * (at_s - NOW_S) / 30), assessment())
    assert made is not None
    return replace(made, **changes)  # type: ignore[arg-type]


def _words(shown: ForecastPicture) -> set[str]:
    drawn = canvas.svg(fan(shown), canvas.SIZE, title(shown))
    known = {"history", "limit", "horizon", "acted", "fitted line", "arrival, 10 – 90 %", "arrival, 50 %"}
    return {word for word in known if f">{word}</text>" in drawn}


def test_it_shows_history_limit_horizon_line_and_arrivals() -> None:
    shown = {"history", "limit", "horizon", "fitted line", "arrival, 10 – 90 %", "arrival, 50 %"}
    assert _words(_picture()) == shown


def test_it_marks_when_something_was_done() -> None:
    assert "acted" in _words(_picture(acted_at_s=NOW_S - 300))


def test_what_does_not_cross_has_no_arrival() -> None:
    inf = float("inf")
    words = _words(_picture(eta_lower_s=inf, eta_s=inf, eta_upper_s=inf, verdict=Verdict.REFUTED))
    assert words == {"history", "limit", "horizon", "fitted line"}


def test_without_a_forecast_there_is_history_only() -> None:
    shown = ForecastPicture.of(Series(np.array([NOW_S]), np.array([0.4])), inconclusive("samples", "1 of 10", 600.0))
    assert shown is not None
    assert _words(shown) == {"history", "limit", "horizon"}
    assert title(shown) == "too little is known for a forecast"


@pytest.mark.parametrize(("horizon_s", "unit"), [(1800.0, "minutes"), (6 * 3600.0, "hours"), (7 * 86_400.0, "days")])
def test_its_time_axis_has_a_unit_that_fits_and_says_which_now_is_meant(horizon_s: float, unit: str) -> None:
    drawn = canvas.svg(fan(_picture(horizon_s=horizon_s)), canvas.SIZE, "forecast")
    assert f"{unit} from 2026-09-21 14:13 UTC" in drawn

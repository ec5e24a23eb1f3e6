import math
import re
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.picture import ForecastPicture
from receiver.domain.verdict import Verdict
from receiver.web.charts import forecast
from tests.support.builders import NOW_S

_WIDTH, _HEIGHT = 400, 300


def _picture(**changes: Any) -> ForecastPicture:
    at = NOW_S + np.arange(-3600.0, 1.0, 60.0)
    given: dict[str, Any] = {
        "timestamps_s": at,
        "values": 0.8 + (at - NOW_S) / 9000.0,
        "limit": 1.0,
        "horizon_s": 2700.0,
        "level": 0.8,
        "slope_per_s": 1 / 9000.0,
        "eta_lower_s": 1500.0,
        "eta_s": 1800.0,
        "eta_upper_s": 2400.0,
        "probability": 0.97,
        "verdict": Verdict.CONFIRMED,
    }
    return ForecastPicture(**given | changes)


def _kinds(picture: ForecastPicture) -> set[str]:
    drawn = ElementTree.fromstring(forecast.draw(picture, "p", _WIDTH, _HEIGHT))
    return {part.get("class", "") for part in drawn}


def test_it_shows_the_history_the_fit_the_fan_the_limit_and_the_arrival() -> None:
    assert {"history", "fit", "fan", "limit", "arrival", "arrival-point", "horizon", "now"} <= _kinds(_picture())


def test_it_shows_when_something_was_done_and_only_then() -> None:
    assert "acted" not in _kinds(_picture())
    assert {"acted", "acted-mark", "acted-name"} <= _kinds(_picture(acted_at_s=NOW_S - 600))
    assert "acted" not in _kinds(_picture(acted_at_s=NOW_S - 1e6))


def test_what_could_not_be_judged_has_a_history_and_no_forecast() -> None:
    blind = _picture(
        verdict=Verdict.INCONCLUSIVE,
        level=math.nan,
        slope_per_s=math.nan,
        eta_lower_s=math.inf,
        eta_s=math.inf,
        eta_upper_s=math.inf,
    )
    assert _kinds(blind) & {"fit", "fan", "arrival", "arrival-point"} == set()
    assert "history" in _kinds(blind)
    assert "inconclusive" in forecast.in_words(blind)


def test_it_says_in_words_what_there_is_to_be_seen() -> None:
    assert forecast.in_words(_picture(acted_at_s=NOW_S - 60)) == (
        "The newest sample is 80% of the limit. Verdict: confirmed, probability 97% within 45 min. The limit is most likely "
        "reached in 30 min; 80 % between 25 min and 40 min. The cluster was changed 1 min before that."
    )


_ETAS = st.one_of(st.just(math.inf), st.floats(0, 1e6))
_LEVELS = st.one_of(st.just(math.nan), st.floats(-10, 10))


@given(
    values=st.lists(st.floats(-5, 5), min_size=1, max_size=40),
    etas=st.tuples(_ETAS, _ETAS, _ETAS).map(sorted),
    level=_LEVELS,
    slope=_LEVELS,
    horizon_s=st.floats(60, 1e6),
    acted_s=st.one_of(st.none(), st.floats(-1e5, 1e5)),
)
def test_whatever_was_forecast_every_shape_lies_within_the_picture(
    values: list[float], etas: list[float], level: float, slope: float, horizon_s: float, acted_s: float | None
) -> None:
    drawn = forecast.draw(
        _picture(
            timestamps_s=NOW_S + 60.0 * np.arange(1.0 - len(values), 1.0),
            values=np.array(values),
            level=level,
            slope_per_s=slope,
            eta_lower_s=etas[0],
            eta_s=etas[1],
            eta_upper_s=etas[2],
            horizon_s=horizon_s,
            acted_at_s=None if acted_s is None else NOW_S + acted_s,
        ),
        "p",
        _WIDTH,
        _HEIGHT,
    )
    assert "nan" not in drawn
    assert "inf" not in drawn
    for shape in ElementTree.fromstring(drawn):
        for name, most in (
            ("x", _WIDTH),
            ("x1", _WIDTH),
            ("x2", _WIDTH),
            ("cx", _WIDTH),
            ("y", _HEIGHT),
            ("cy", _HEIGHT),
        ):
            assert 0 <= float(shape.get(name, 0)) <= most
        if shape.get("class") in ("history", "fit", "fan"):
            for x, y in re.findall(r"([\d.-]+) ([\d.-]+)", shape.get("d", "")):
                assert 0 <= float(x) <= _WIDTH
                assert 0 <= float(y) <= _HEIGHT


@pytest.mark.parametrize("count", [1, 2, 24, 240])
def test_the_table_has_some_of_the_numbers_and_the_newest_last(count: int) -> None:
    at = NOW_S + np.arange(float(count))
    rows = forecast.numbers(_picture(timestamps_s=at, values=np.arange(float(count))))
    assert len(rows) == min(count, 24)
    assert rows[-1] == (0.0, count - 1.0)
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0.0, "now"), (-3600.0, "−1 h"), (1800.0, "+30 min"), (-90.0, "−1 min 30 s")]
)
def test_times_are_told_relative_to_now(seconds: float, expected: str) -> None:
    assert forecast.offset(seconds) == expected

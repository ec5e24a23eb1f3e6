import json
import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.picture import MOST_POINTS, ForecastPicture
from receiver.domain.series import Series
from receiver.domain.verdict import inconclusive
from tests.support.builders import assessment

NOW_S = 1_790_000_000.0


def _series(values: list[float]) -> Series:
    count = len(values)
    return Series(NOW_S - 30.0 * np.arange(count, dtype=np.float64)[::-1], np.array(values, np.float64))


def _picture(values: list[float]) -> ForecastPicture:
    found = ForecastPicture.of(_series(values), assessment(horizon_s=1e6))
    assert found is not None
    return found


def test_a_peak_of_one_sample_survives_thinning() -> None:
    values = [0.5] * 5000
    values[3210], values[1234] = 0.9, 0.1
    shown = _picture(values)
    assert len(shown.values) <= MOST_POINTS
    assert (shown.values.max(), shown.values.min()) == (0.9, 0.1)


@given(st.lists(st.floats(0.0, 2.0), min_size=1, max_size=1000))
def test_what_is_shown_are_samples_of_the_series_in_order_up_to_its_newest(values: list[float]) -> None:
    shown, series = _picture(values), _series(values)
    samples = set(zip(series.timestamps_s.tolist(), series.values.tolist(), strict=True))
    assert set(zip(shown.timestamps_s.tolist(), shown.values.tolist(), strict=True)) <= samples
    assert (np.diff(shown.timestamps_s) > 0).all()
    assert shown.now_s == series.timestamps_s[-1]
    assert len(shown.timestamps_s) <= MOST_POINTS


def test_only_the_last_eight_horizons_are_shown() -> None:
    shown = ForecastPicture.of(_series([0.5] * 1000), assessment(horizon_s=300.0))
    assert shown is not None
    assert shown.timestamps_s[0] == NOW_S - 8 * 300.0


@pytest.mark.parametrize("values", [[], [math.nan, math.inf]])
def test_without_a_number_there_is_no_picture(values: list[float]) -> None:
    assert ForecastPicture.of(_series(values), assessment()) is None


def test_it_survives_being_stored_as_json() -> None:
    shown = ForecastPicture.of(_series([0.1, 0.25, 0.5]), assessment(eta_upper_s=math.inf), acted_at_s=NOW_S - 60)
    assert shown is not None
    again = ForecastPicture.from_json(json.loads(json.dumps(shown.to_json(), allow_nan=False)))
    for name in (field.name for field in fields(ForecastPicture)):
        assert np.array_equal(getattr(again, name), getattr(shown, name)), name


def test_what_was_not_fitted_survives_as_not_fitted() -> None:
    shown = ForecastPicture.of(_series([0.1]), inconclusive("samples", "1 of 10", 600.0))
    assert shown is not None
    again = ForecastPicture.from_json(shown.to_json())
    assert math.isnan(again.level)
    assert again.eta_s == math.inf

"""Compressed time keeps the shape of a forecast."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rulegen.catalog.load import load
from rulegen.durations import Duration
from rulegen.model.compress import compress
from rulegen.model.forecast import Forecast, Promotion
from tests.rulegen.conftest import ENTRY


@pytest.fixture
def forecast(write_catalog: Callable[..., Path]) -> Forecast:
    """The smallest good entry."""
    return load([write_catalog(ENTRY)]).forecasts[0]


def test_dividing_by_one_changes_nothing(forecast: Forecast) -> None:
    assert compress(forecast, 1) is forecast


def test_ratios_of_windows_and_horizons_stay(forecast: Forecast) -> None:
    before, after = forecast.alerts[0], compress(forecast, 60).alerts[0]
    assert after.horizon.ms / after.windows[0].length.ms == before.horizon.ms / before.windows[0].length.ms
    assert after.floor == before.floor


def test_intervals_stay_at_a_second_and_the_required_samples_follow(forecast: Forecast) -> None:
    after = compress(forecast, 60)
    assert (after.interval.seconds, [window.required for window in after.windows]) == (1, [14, 54])


def test_the_lead_that_a_promotion_needs_is_compressed_as_well(forecast: Forecast) -> None:
    promotion = Promotion(20, 0.8, Duration.parse("10m"))
    given = replace(forecast, remediation=replace(forecast.remediation, promotion=promotion))
    assert compress(given, 60).remediation.promotion == Promotion(20, 0.8, Duration.parse("10s"))
    assert compress(forecast, 60).remediation.promotion is None


def test_the_rungs_of_a_ladder_and_the_cooldowns_of_classes_are_compressed_as_well(forecast: Forecast) -> None:
    hour, minute = Duration.parse("1h"), Duration.parse("1m")
    rung = replace(forecast.remediation, action="expand-volume", cooldown=hour, class_cooldowns=(("gp3", hour),))
    given = replace(forecast, remediation=replace(forecast.remediation, then=(rung,)))
    [after] = compress(given, 60).remediation.then
    assert (after.cooldown, after.class_cooldowns) == (minute, (("gp3", minute),))

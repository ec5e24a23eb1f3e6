"""The generated test of a season asks about what can be known by then."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import load
from rulegen.outputs.promtests.testfile import case_of
from tests.rulegen.conftest import ENTRY

DAY_S = 86_400
SEASON = ENTRY.replace("kind: trend", "kind: seasonal\n    period: 1d").replace("windows: [15m, 1h], ", "")


@pytest.mark.parametrize("horizon", ["30m", "4h", "8h", "10h", "16h", "24h"])
def test_the_leak_is_asked_for_when_every_period_to_compare_with_is_over(
    write_catalog: Callable[..., Path], horizon: str
) -> None:
    (forecast,) = load([write_catalog(SEASON.replace("45m", horizon))]).forecasts
    case = case_of(forecast, forecast.alerts[0])
    quiet, told, _ = case.moments
    assert told.at_s >= 2 * DAY_S
    assert quiet.at_s < told.at_s
    assert case.shapes["vanished"].count(" ") * case.step_s < told.at_s

"""Each kind of forecast takes its own keys and refuses the others'."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import load
from rulegen.errors import CatalogProblemsError
from rulegen.model.source import Falling, Free, Remaining
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
RATIO = "    used: disk_used_bytes\n    limit: disk_size_bytes > 0\n"
SEASONAL = ENTRY.replace("kind: trend", "kind: seasonal\n    period: 1d").replace("windows: [15m, 1h], ", "")


def test_free_and_capacity(write_catalog: Writer) -> None:
    text = ENTRY.replace(RATIO, "    free: disk_free_bytes\n    capacity: 1000\n")
    (forecast,) = load([write_catalog(text)]).forecasts
    assert forecast.source == Free("disk_free_bytes", "1000", capacity_scalar=True)
    assert forecast.example is not None
    assert (forecast.example.series, forecast.example.expect) == (
        (('disk_free_bytes{device="the-device",instance="the-instance"}', "250"),),
        0.75,
    )


def test_direction_down_falls_from_full_to_limit(write_catalog: Writer) -> None:
    text = ENTRY.replace(RATIO, "    direction: down\n    used: ready\n    limit: 1\n    full: wanted\n")
    (forecast,) = load([write_catalog(text)]).forecasts
    assert forecast.source == Falling("ready", "1", limit_scalar=True, full="wanted", full_scalar=False)


def test_a_season_compares_with_whole_earlier_periods(write_catalog: Writer) -> None:
    (forecast,) = load([write_catalog(SEASONAL)]).forecasts
    assert [str(window.length) for window in forecast.windows] == ["24h", "2d"]
    assert str(forecast.history) == "2d"


@pytest.mark.parametrize(("windows", "history"), [("[5m, 15m]", "6h"), ("[15m, 1h]", "36h"), ("[6h, 24h]", "36h")])
def test_who_reads_a_day_reads_half_of_one_more_in_which_it_can_come_back(
    write_catalog: Writer, windows: str, history: str
) -> None:
    (forecast,) = load([write_catalog(ENTRY.replace("[15m, 1h]", windows))]).forecasts
    assert str(forecast.history) == history


def test_a_countdown_needs_no_windows(write_catalog: Writer) -> None:
    text = ENTRY.replace("kind: trend", "kind: countdown").replace(RATIO, "    remaining: expiry_seconds - time()\n")
    text = text.replace("windows: [15m, 1h], ", "").replace("floor: 0.5, ", "")
    (forecast,) = load([write_catalog(text)]).forecasts
    assert (forecast.source, forecast.windows) == (Remaining("expiry_seconds - time()"), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            ENTRY.replace("    limit: disk_size_bytes > 0\n", ""),
            "give used and limit, or free and capacity; found used",
        ),
        (ENTRY.replace(RATIO, f"{RATIO}    free: x\n"), "found used and limit and free"),
        (ENTRY.replace(RATIO, f"{RATIO}    direction: down\n"), "direction: down and full belong together"),
        (ENTRY.replace(RATIO, f"{RATIO}    period: 1d\n"), "unknown key"),
        (SEASONAL.replace("horizon: 45m", "horizon: 25h"), "must not be longer than the period 1d"),
        (ENTRY.replace("kind: trend", "kind: countdown"), "the key 'remaining' is missing"),
    ],
)
def test_keys_that_do_not_belong_together_are_refused(write_catalog: Writer, text: str, said: str) -> None:
    with pytest.raises(CatalogProblemsError) as caught:
        load([write_catalog(text)])
    assert said in str(caught.value)

"""The tables are the cases of Alertmanager's documentation and of the calendar; local times as people would write them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from receiver.policy.maintenance import Interval, standstill
from tests.support.builders import window


def _at(local: str, location: str = "UTC", fold: int = 0) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(location), fold=fold).timestamp()


def _inside(local: str, **fields: Any) -> bool:
    return Interval.model_validate(fields).contains(_at(local))


def test_an_interval_without_fields_has_no_end() -> None:
    assert _inside("2026-11-23 12:00")


@pytest.mark.parametrize(
    ("local", "expected"),
    [("08:59:59", False), ("09:00:00", True), ("16:59:59", True), ("17:00:00", False), ("23:59:59", True)],
)
def test_times_include_their_start_and_not_their_end(local: str, expected: bool) -> None:
    times = [[9 * 60, 17 * 60], [22 * 60, 1440]]
    assert _inside(f"2026-11-23 {local}", times_min=times) == expected


@pytest.mark.parametrize(
    ("day", "expected"), [("21", True), ("22", True), ("23", False), ("26", False), ("27", True), ("28", True)]
)
def test_weekdays_begin_with_sunday(day: str, expected: bool) -> None:
    assert _inside(f"2026-11-{day} 12:00", weekdays=[[0, 0], [5, 6]]) == expected


@pytest.mark.parametrize(
    ("date", "ranges", "expected"),
    [
        ("2026-02-28", [[-1, -1]], True),
        ("2026-02-27", [[-1, -1]], False),
        ("2028-02-28", [[-1, -1]], False),
        ("2028-02-29", [[-1, -1]], True),
        ("2026-02-28", [[31, 31]], False),
        ("2026-02-28", [[28, 31]], True),
        ("2026-02-01", [[-31, -28]], True),
        ("2026-02-02", [[-31, -28]], False),
        ("2026-01-04", [[1, 5]], True),
        ("2026-01-29", [[25, -3]], True),
        ("2026-01-30", [[25, -3]], False),
    ],
)
def test_days_of_the_month_are_counted_from_either_end(date: str, ranges: list[list[int]], expected: bool) -> None:
    assert _inside(f"{date} 12:00", days_of_month=ranges) == expected


def test_every_field_that_is_given_must_hold() -> None:
    christmas = {"months": [[12, 12]], "days_of_month": [[24, 26]], "years": [[2026, 2027]]}
    assert _inside("2026-12-25 12:00", **christmas)
    assert not _inside("2026-11-25 12:00", **christmas)
    assert not _inside("2026-12-27 12:00", **christmas)
    assert not _inside("2028-12-25 12:00", **christmas)


def test_the_clock_on_the_wall_of_the_location_counts() -> None:
    morning = Interval(times_min=((8 * 60, 9 * 60),), location="Australia/Sydney")
    assert morning.contains(_at("2026-11-23 08:30", "Australia/Sydney"))
    assert not morning.contains(_at("2026-11-23 08:30", "Europe/Berlin"))


def test_the_day_of_the_location_counts_too() -> None:
    monday = Interval(weekdays=((1, 1),), location="Pacific/Auckland")
    assert monday.contains(_at("2026-11-22 12:00", "UTC"))


def test_an_hour_that_winter_time_repeats_is_inside_twice() -> None:
    two_to_three = Interval(times_min=((120, 180),), location="Europe/Berlin")
    repeated = [_at("2026-10-25 02:30", "Europe/Berlin", fold) for fold in (0, 1)]
    assert repeated[1] - repeated[0] == 3600
    assert [two_to_three.contains(now_s) for now_s in repeated] == [True, True]


def test_an_hour_that_summer_time_skips_never_comes() -> None:
    two_to_three = Interval(times_min=((120, 180),), location="Europe/Berlin")
    midnight = _at("2026-03-29 00:00", "Europe/Berlin")
    assert not any(two_to_three.contains(midnight + minute * 60) for minute in range(23 * 60))


def test_a_night_is_two_ranges() -> None:
    night = {"times_min": [[22 * 60, 1440], [0, 6 * 60]]}
    inside = [hour for hour in range(24) if _inside(f"2026-11-23 {hour:02}:00", **night)]
    assert inside == [0, 1, 2, 3, 4, 5, 22, 23]


def test_a_window_is_open_when_one_of_its_intervals_is() -> None:
    two = window(intervals=[{"years": [[1999, 1999]]}, {"years": [[2026, 2026]]}])
    assert two.stops("memory", "shop", _at("2026-11-23 12:00"))


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ({}, True),
        ({"forecasts": ["memory", "disk"]}, True),
        ({"forecasts": ["disk"]}, False),
        ({"namespaces": ["shop"]}, True),
        ({"namespaces": ["billing"]}, False),
        ({"forecasts": ["memory"], "namespaces": ["billing"]}, False),
    ],
)
def test_a_window_stops_the_forecasts_and_namespaces_that_it_names(selector: dict[str, Any], expected: bool) -> None:
    assert window(**selector).stops("memory", "shop", 0.0) == expected


def test_the_window_that_stops_is_named() -> None:
    windows = [window(name="other", namespaces=["billing"]), window(name="freeze")]
    assert standstill(windows, "memory", "shop", 0.0) == "nothing is changed during the maintenance window 'freeze'"
    assert standstill(windows[:1], "memory", "shop", 0.0) == ""


@pytest.mark.parametrize("location", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_place_that_nobody_knows_is_refused_at_the_start(location: str) -> None:
    with pytest.raises(ValidationError, match="is not a time zone that this machine knows"):
        Interval(location=location)

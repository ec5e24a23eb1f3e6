"""Budgets and maintenance windows: what is written, what the policy says, and what is refused at which place."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from rulegen.catalog.load import load
from rulegen.errors import CatalogProblemsError
from rulegen.generate.plan import Options, plan, read
from rulegen.model.safety import Budgets, Interval
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
ONLY_THE_POLICY = Options(1, None, Endpoint("http://receiver", "/token"), targets=("receiver",))


def _window(interval: str, more: str = "") -> str:
    return f"maintenance:\n  - name: freeze\n    time_intervals:\n      - {interval}\n{more}"


def _with(block: str) -> str:
    return ENTRY.replace("forecasts:", f"{block}\nforecasts:")


def _interval(write_catalog: Writer, interval: str) -> Interval:
    (catalog,) = load([write_catalog(_with(_window(interval)))]).catalogs
    return catalog.maintenance[0].intervals[0]


def _problems(*paths: Path) -> list[str]:
    with pytest.raises(CatalogProblemsError) as caught:
        load(list(paths))
    return [str(problem).removeprefix(f"{paths[0].parent}/") for problem in caught.value.problems]


def _policy(*paths: Path) -> Any:
    files = plan(read([str(path) for path in paths], ONLY_THE_POLICY), ONLY_THE_POLICY).files
    return yaml.safe_load(files[PurePosixPath("receiver/policy.yaml")])


def test_without_a_word_the_policy_has_safe_budgets_and_no_window(write_catalog: Writer) -> None:
    written = _policy(write_catalog())
    assert written["budgets"] == {"per_hour": 10, "per_namespace_per_hour": 3, "added_replicas": 20}
    assert written["maintenance"] == []


def test_budgets_of_one_file_are_those_of_the_run(write_catalog: Writer) -> None:
    first = write_catalog(_with("budgets: { per_hour: 4, added_replicas: 0 }"))
    second = write_catalog(ENTRY.replace("disk-full", "disk-fuller"), "more.yaml")
    assert Budgets(4, 3, 0) == load([first]).catalogs[0].budgets
    assert _policy(first, second)["budgets"]["per_hour"] == 4


def test_a_night_on_weekdays_becomes_numbers(write_catalog: Writer) -> None:
    night = (
        '{ times: [{ start_time: "22:00", end_time: "24:00" }, { start_time: "00:00", end_time: "06:30" }], '
        "weekdays: [monday:friday, Sunday], location: Europe/Berlin }"
    )
    read = _interval(write_catalog, night)
    assert read.times_min == ((1320, 1440), (0, 390))
    assert read.weekdays == ((1, 5), (0, 0))
    assert read.location == "Europe/Berlin"


def test_a_date_becomes_numbers_with_and_without_quotes(write_catalog: Writer) -> None:
    days, months, years = '[24, "25:26", "-3:-1", "28:-1"]', '[12, january:march, "5:6"]', '[2030, "2031:2032"]'
    read = _interval(write_catalog, f"{{ days_of_month: {days}, months: {months}, years: {years} }}")
    assert read.days_of_month == ((24, 24), (25, 26), (-3, -1), (28, -1))
    assert read.months == ((12, 12), (1, 3), (5, 6))
    assert read.years == ((2030, 2030), (2031, 2032))


def test_the_policy_leaves_out_what_restricts_nothing(write_catalog: Writer) -> None:
    block = _window("{ weekdays: [saturday] }", "    forecasts: [disk-full]\n    namespaces: [shop]")
    assert _policy(write_catalog(_with(block)))["maintenance"] == [
        {
            "name": "freeze",
            "intervals": [{"weekdays": [[6, 6]], "location": "UTC"}],
            "forecasts": ["disk-full"],
            "namespaces": ["shop"],
        }
    ]


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ("{ weekdays: [freitag] }", "weekdays[0]: 'freitag' is not a weekday"),
        ("{ weekdays: [fryday] }", "did you mean 'friday'?"),
        ("{ weekdays: [saturday:sunday] }", "ends before it begins; write two ranges of weekdays"),
        ("{ months: [13] }", "months[0]: '13' is not a month"),
        ("{ months: [december:january] }", "ends before it begins; write two ranges of months"),
        ("{ years: [26] }", "years[0]: '26' is not a year"),
        ("{ days_of_month: [0] }", "days_of_month[0]: '0' is not a day of a month"),
        ("{ days_of_month: [32] }", "'32' is not a day of a month"),
        ('{ days_of_month: ["5:1"] }', "ends before it begins"),
        ('{ days_of_month: ["-1:-3"] }', "ends before it begins"),
        ('{ days_of_month: ["-1:5"] }', "begins at the end of the month"),
        ('{ times: [{ start_time: 16:00, end_time: "17:00" }] }', "960 is not a time of the day; write it in quotes"),
        ('{ times: [{ start_time: "9:00", end_time: "17:00" }] }', "'9:00' is not a time of the day"),
        ('{ times: [{ start_time: "22:00", end_time: "06:00" }] }', "end_time must be after start_time"),
        ("{ location: Mars/Olympus }", "location: 'Mars/Olympus' is not a time zone"),
        ("{ weekday: [friday] }", "weekday: unknown key; did you mean 'weekdays'?"),
    ],
)
def test_an_interval_that_makes_no_sense_is_refused_at_its_place(
    write_catalog: Writer, interval: str, said: str
) -> None:
    (problem,) = _problems(write_catalog(_with(_window(interval))))
    assert problem.startswith("disks.yaml:6:")
    assert said in problem


def test_a_window_without_intervals_would_never_come(write_catalog: Writer) -> None:
    (problem,) = _problems(write_catalog(_with("maintenance: [{ name: never, time_intervals: [] }]")))
    assert "maintenance[0].time_intervals" in problem


def test_a_window_for_a_forecast_that_no_file_has_is_refused(write_catalog: Writer) -> None:
    block = _window("{}", "    forecasts: [disk-ful]")
    assert _problems(write_catalog(_with(block))) == [
        "disks.yaml:7:17: maintenance[0].forecasts[0]: no forecast has this name; did you mean 'disk-full'?"
    ]


def test_a_window_may_name_a_forecast_that_is_wrong_otherwise(write_catalog: Writer) -> None:
    block = _window("{}", "    forecasts: [disk-full]")
    (problem,) = _problems(write_catalog(_with(block).replace("kind: trend", "kind: trent")))
    assert "did you mean 'trend'?" in problem


def test_a_file_that_cannot_be_read_may_hold_what_a_window_names(write_catalog: Writer) -> None:
    first = write_catalog(_with(_window("{}", "    forecasts: [disk-fuller]")))
    (problem,) = _problems(first, write_catalog("forecasts: [", "more.yaml"))
    assert "not YAML" in problem


def test_a_window_may_name_a_forecast_of_another_file(write_catalog: Writer) -> None:
    first = write_catalog(_with(_window("{}", "    forecasts: [disk-fuller]")))
    second = write_catalog(ENTRY.replace("disk-full", "disk-fuller"), "more.yaml")
    assert load([first, second]).catalogs[0].maintenance[0].forecasts == ("disk-fuller",)


def test_budgets_and_names_of_windows_are_given_once_in_a_run(write_catalog: Writer) -> None:
    block = "budgets: {}\n" + _window("{}")
    first = write_catalog(_with(block))
    second = write_catalog(_with(block).replace("disk-full", "disk-fuller"), "more.yaml")
    assert _problems(first, second) == [
        f"more.yaml:3:1: budgets: there are budgets in {first} already; they are of all files of a run",
        f"more.yaml:5:11: maintenance[0].name: 'freeze' is taken already in {first}",
    ]


def test_a_budget_below_nothing_is_refused(write_catalog: Writer) -> None:
    (problem,) = _problems(write_catalog(_with("budgets: { per_hour: -1 }")))
    assert problem == "disks.yaml:3:22: budgets.per_hour: input should be greater than or equal to 0, found -1"

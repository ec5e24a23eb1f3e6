"""The loader reports every problem of a catalog, each at its place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import find, load
from rulegen.errors import CatalogProblemsError
from rulegen.model.source import Ratio
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]


def problems(path: Path) -> list[str]:
    """What the loader says, without the folder."""
    with pytest.raises(CatalogProblemsError) as caught:
        load([path])
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_a_good_entry_becomes_a_forecast_with_defaults(write_catalog: Writer) -> None:
    (catalog,) = load([write_catalog()]).catalogs
    (forecast,) = catalog.forecasts
    assert (forecast.name, forecast.team, forecast.by) == ("disk-full", "platform", ("instance", "device"))
    assert forecast.remediation.action == "none"
    assert [str(window.length) for window in forecast.windows] == ["15m", "1h"]


def test_a_misspelt_key_is_named_with_its_place_and_a_suggestion(write_catalog: Writer) -> None:
    path = write_catalog(ENTRY.replace("floor: 0.5", "flor: 0.5"))
    assert problems(path) == [
        "disks.yaml:11:65: forecasts[0].alerts[0].flor: unknown key; did you mean 'floor'?",
    ]


def test_a_misspelt_notifier_is_named_with_its_place_and_a_suggestion(write_catalog: Writer) -> None:
    path = write_catalog(ENTRY + '    notify: { slck: "#sre" }\n')
    assert problems(path) == [
        "disks.yaml:12:15: forecasts[0].notify.slck: 'slck' is no notifier of the receiver; did you mean 'slack'?",
    ]


def test_a_route_of_email_that_is_no_list_of_addresses_is_named_with_its_place(write_catalog: Writer) -> None:
    path = write_catalog(ENTRY + '    notify: { email: "sre@example.com, lead" }\n')
    assert problems(path) == [
        "disks.yaml:12:22: forecasts[0].notify.email: 'sre@example.com, lead' is no list of addresses;"
        " write it like sre@example.com, lead@example.com",
    ]


def test_addresses_of_an_email_may_carry_names(write_catalog: Writer) -> None:
    route = "SRE <sre@example.com>, lead@example.com"
    (catalog,) = load([write_catalog(f'{ENTRY}    notify: {{ email: "{route}" }}\n')]).catalogs
    assert [forecast.notify for forecast in catalog.forecasts] == [(("email", route),)]


def test_all_problems_are_reported_at_once(write_catalog: Writer) -> None:
    text = (
        ENTRY.replace("horizon: 45m", "horizon: 45")
        .replace("used: disk_used_bytes", "used: rate(")
        .replace("[instance, device]", "[window]")
    )
    assert [line.split(": ")[1] for line in problems(write_catalog(text))] == [
        "forecasts[0].by[0]",
        "forecasts[0].used",
        "forecasts[0].alerts[0].horizon",
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: trend", "kind: trent", "9:1"),
        ("floor: 0.5", "floor: .nan", "is not a number one can compare with"),
        ("    summary: Disk fills up\n", "    summary: a\n    summary: b\n", "this key stands here twice"),
        ("horizon: 45m", "horizon: 45 minutes", "is not a duration"),
        ("horizon: 45m", "horizon: 45", "has no unit"),
        ("used: disk_used_bytes", "used: sum(disk_used_bytes", "not PromQL"),
        ("used: disk_used_bytes", "used: disk_written_bytes_total", "looks like a counter"),
        ("used: disk_used_bytes", "used: disk_used_bytes[5m]", "must be an instant vector"),
        ("used: disk_used_bytes", "used: 42", "input should be a valid string"),
        ("used: disk_used_bytes", 'used: "42"', "is one number without labels"),
        ("[instance, device]", "[forecast]", "is set by the generator itself"),
        ("[instance, device]", "[alertstate]", "or by Prometheus"),
        ("[instance, device]", "[Inf]", "'Inf' is a number to PromQL"),
        ("windows: [15m, 1h]", "windows: [15m]", "at least 2 items"),
        ("windows: [15m, 1h]", "windows: [15m, 15m]", "must differ in length"),
        ("windows: [15m, 1h]", "windows: [30s, 1h]", "must be longer than the interval"),
        ("[instance, device]", "[device, device]", "'device' stands twice"),
        ("limit: disk_size_bytes > 0", "limit: 0", "0 cannot be used up; it must be above 0"),
        ("limit: disk_size_bytes > 0", "limit: -5", "must be above 0"),
        ("limit: disk_size_bytes > 0", "limit: 5 - 5", "5 - 5 cannot be used up"),
        ("limit: disk_size_bytes > 0", "limit: 5\n    direction: down\n    full: 1", "1 is not above limit 5"),
        ("limit: disk_size_bytes > 0", "limit: 5\n    direction: down\n    full: Inf", "Inf is never reached"),
        ("limit: disk_size_bytes > 0", "limit: NaN\n    direction: down\n    full: 1", "NaN is never reached"),
        ("limit: disk_size_bytes > 0", "limit: Inf", "must be above 0 and finite"),
        ("limit: disk_size_bytes > 0", 'limit: "5 # bytes"', "a comment would swallow what is generated after it"),
        ("used: disk_used_bytes", "used: disk_used_bytes @ end()", "@ ties it to one moment"),
        ("used: disk_used_bytes", "used: avg_over_time(a[5m:] @ 7)", "@ ties it to one moment"),
        ("used: disk_used_bytes", "used: a offset -1h", "asks for samples that do not exist yet"),
        ("used: disk_used_bytes", "used: a offset 1h + b offset 2h", "makes the forecast late by as much"),
        ("used: disk_used_bytes", "used: max_over_time(a[1h:] offset 1h)", "makes the forecast late by as much"),
        ("used: disk_used_bytes", "used: forecast:utilization:ratio", "read what the exporters say"),
        ("    by:", "    interval: 1ms\n    by:", "1ms is not between 1s and 5m"),
        ("    by:", "    interval: 6m\n    by:", "6m is not between 1s and 5m"),
        ("horizon: 45m, floor: 0.5, for: 2m", "horizon: 30s, for: 1s", "must be longer than the interval 30s"),
        ("horizon: 45m", "horizon: 101y", "'101y' is more than 100 years"),
        ("floor: 0.5", "floor: 1", "1 leaves no time between the alert and the event; at most 0.95"),
        ("for: 2m", "for: 45m", "for 45m use up the horizon 45m"),
        ("    by:", "    query_offset: 43m\n    by:", "for 2m and query_offset 43m use up the horizon 45m"),
        ("Disk fills up", '"Disk\\u200bfills up"', "holds a character that nobody sees"),
        ("    by:", '    example: { series: { a: "1 2 x3" }, expect: 1 }\n    by:', "'x3' is no value of a series"),
        (
            "    by:",
            "    example: { series: { a: 1 }, expect: 1.0e+300 }\n    by:",
            "less than or equal to 1000000000000",
        ),
        ("    by:", "    muted_by: [{ alert: ForecastDiskFull }]\n    by:", "is this forecast's own alert"),
        ("    by:", '    example: { series: { "a > 1": 1 }, expect: 1 }\n    by:', "'a > 1' is not one series"),
        ("    by:", '    example: { series: { "a{": 1 }, expect: 1 }\n    by:', "not PromQL"),
        ("https://runbooks.example.com", "https://x/{{ $labels.y }}", "string should match pattern"),
        ("used: disk_used_bytes", f"used: {'(' * 1000}x{')' * 1000}", "nested more than 300 deep"),
        ("used: disk_used_bytes", f"used: {'-' * 1000}x", "nested more than 300 deep"),
        ("used: disk_used_bytes", f"used: {'x+' * 1000}x", "nested more than 300 deep"),
        ("used: disk_used_bytes", f"used: {'sum(' * 10_000}x", "40001 characters are too many for one expression"),
        ("    by:", f"    notify: {{ email: '{'(' * 2000}' }}\n    by:", "is no list of addresses"),
        ("    by:", '    remediation: { action: expand-volume, max_bytes: "1Gi\\n" }\n    by:', "is no size"),
        (
            "    by:",
            '    remediation: { action: scale, target: { kind: "Rollout.argoproj.io\\n" } }\n    by:',
            "cannot be acted on",
        ),
        ("Disk fills up", "Disk\0fills up", "disks.yaml:6:1: not YAML: control characters are not allowed"),
        (
            "used: disk_used_bytes",
            "used: sum by (device) (disk_used_bytes)",
            "disks.yaml:8:11: forecasts[0].used: the by-label 'instance' does not come out of it",
        ),
        (
            "limit: disk_size_bytes > 0",
            "limit: vector(100)",
            "disks.yaml:9:12: forecasts[0].limit: the by-label 'device' does not come out of it",
        ),
        ("name: disk-full", "name: Disk_full", "string should match pattern"),
        ("version: forecast/v1", "version: forecast/v2", "input should be 'forecast/v1'"),
        ("forecasts:", "forecast:", "did you mean 'forecasts'?"),
        ("    by: [instance, device]\n", "", "the key 'by' is missing"),
    ],
)
def test_refuses_with_a_reason(write_catalog: Writer, old: str, new: str, said: str) -> None:
    said = "did you mean 'trend'?" if said == "9:1" else said
    assert said in "\n".join(problems(write_catalog(ENTRY.replace(old, new))))


def test_a_rate_of_a_counter_is_a_gauge(write_catalog: Writer) -> None:
    text = ENTRY.replace("used: disk_used_bytes", "used: rate(disk_written_bytes_total[5m])")
    assert load([write_catalog(text)]).forecasts[0].source == Ratio(
        "rate(disk_written_bytes_total[5m])", "disk_size_bytes > 0", limit_scalar=False
    )


@pytest.mark.parametrize(
    "used", ["a{path='#'}", 'a{path=~"\\"#.*"}', "a - a offset 1h", "max_over_time(a[1h:5m])", "a or b offset 1d"]
)
def test_what_looks_odd_and_is_not(write_catalog: Writer, used: str) -> None:
    text = ENTRY.replace("used: disk_used_bytes", f"used: >-\n      {used}")
    assert load([write_catalog(text)]).forecasts[0].source == Ratio(used, "disk_size_bytes > 0", limit_scalar=False)


def test_a_limit_may_be_of_yesterday(write_catalog: Writer) -> None:
    text = ENTRY.replace("limit: disk_size_bytes > 0", "limit: disk_size_bytes offset 1d > 0")
    assert load([write_catalog(text)]).problems == []


def test_a_large_limit_keeps_its_digits(write_catalog: Writer) -> None:
    (forecast,) = load([write_catalog(ENTRY.replace("disk_size_bytes > 0", "12345678901"))]).forecasts
    assert forecast.source == Ratio("disk_used_bytes", "12345678901", limit_scalar=True)


def test_a_name_may_be_used_once_in_all_files(write_catalog: Writer) -> None:
    first, second = write_catalog(name="a.yaml"), write_catalog(name="b.yaml")
    with pytest.raises(CatalogProblemsError, match=r"b\.yaml:4:11: .*'disk-full' is taken already in .*a\.yaml"):
        load([first, second])


def test_two_entries_may_not_share_their_alert(write_catalog: Writer) -> None:
    second = ENTRY.split("forecasts:\n")[1].replace("disk-full", "node1")
    path = write_catalog(ENTRY.replace("disk-full", "node-1") + second)
    assert problems(path) == [
        "disks.yaml:12:11: forecasts[1].name: its alert ForecastNode1 is that of 'node-1', too: what mutes one would mute both;"
        " rename one"
    ]


def test_two_files_may_not_share_their_outputs(write_catalog: Writer, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(CatalogProblemsError, match="would write over the outputs"):
        load([write_catalog(), write_catalog(name="x/disks.yaml")])


def test_remediation_points_at_alerts_and_labels_that_exist(write_catalog: Writer) -> None:
    text = (
        ENTRY
        + "    remediation: { action: scale, severities: [page], target: { kind: Deployment, name_label: app } }\n"
    )
    assert [line.split(": ", 2)[2] for line in problems(write_catalog(text))] == [
        "no alert has this severity; alerts: critical",
        "'app' is not one of the by-labels instance, device",
    ]


def test_what_is_not_yaml_is_said_with_its_line(write_catalog: Writer) -> None:
    assert problems(write_catalog("version: [\nforecasts: ]x: {")) == [
        "disks.yaml:2:13: not YAML: did not find expected key"
    ]


def test_an_argument_that_matches_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CatalogProblemsError, match="no catalog file matches"):
        find([str(tmp_path / "*.yaml")])


def test_folders_and_globs_name_the_yaml_files_in_them_once(write_catalog: Writer, tmp_path: Path) -> None:
    path = write_catalog()
    (tmp_path / "notes.txt").write_text("x")
    assert find([str(tmp_path), str(tmp_path / "*.yaml")]) == [path]


@pytest.mark.parametrize("name", ["a[1].yaml", "a*.yaml", "a\nb.yaml"])
def test_a_file_whose_name_no_output_can_have_is_refused(write_catalog: Writer, name: str) -> None:
    path = write_catalog(name=name)
    assert find([str(path)]) == [path]
    with pytest.raises(CatalogProblemsError, match="rename it"):
        load([path])


def test_a_link_to_nowhere_is_not_overlooked(write_catalog: Writer, tmp_path: Path) -> None:
    write_catalog()
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nothing")
    with pytest.raises(CatalogProblemsError, match=r"gone\.yaml: cannot be read: .*No such file"):
        load(find([str(tmp_path)]))


def test_what_is_hidden_in_a_folder_is_left_alone_as_globs_do(write_catalog: Writer, tmp_path: Path) -> None:
    path = write_catalog()
    (tmp_path / ".yamllint.yaml").write_text("extends: default")
    (tmp_path / f".#{path.name}").symlink_to("somebody@edits.it")  # Emacs' lock
    assert find([str(tmp_path)]) == find([str(tmp_path / "*.yaml")]) == [path]


def test_what_is_no_file_in_a_folder_is_left_alone(write_catalog: Writer, tmp_path: Path) -> None:
    path = write_catalog()
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    assert find([str(tmp_path)]) == [path]

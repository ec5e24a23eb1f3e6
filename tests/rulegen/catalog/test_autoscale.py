"""What is refused of `autoscale`, and where."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import load
from rulegen.errors import CatalogProblemsError
from rulegen.model.compress import compress
from tests.rulegen.autoscaled import ENTRY
from tests.rulegen.conftest import ENTRY as PLAIN

Writer = Callable[..., Path]


def _problems(*paths: Path) -> list[str]:
    with pytest.raises(CatalogProblemsError) as caught:
        load(list(paths))
    return [str(problem).removeprefix(f"{paths[0].parent}/") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("max_replicas: 12", "max_replicas: 1", "autoscale[0].max_replicas: 1 is below min_replicas 2"),
        ("min_replicas: 2", "min_replicas: 0", "autoscale[0].min_replicas: "),
        ("at: 0.75", "at: 1", "autoscale[1].at: "),
        ("severity: warning, max", "severity: warnin, max", "autoscale[1].severity: no alert has this severity"),
        ("cooldown: 10m", "cooldown: 31m", "autoscale[1].cooldown: 31m is not between 15s"),
        ("max_step: 1,", "match: { zone: a },", "autoscale[1].match.zone: 'zone' is not one of the by-labels"),
        ("max_step: 1,", 'match: { pod: "(" },', "autoscale[1].match.pod: not PromQL"),
        ("name: cart", "name: Cart", "autoscale[1].name: "),
        ("kind: trend", "kind: seasonal\n    period: 1d", "autoscale"),
    ],
)
def test_what_cannot_be_scaled_is_refused_at_its_place(
    write_catalog: Writer, was: str, becomes: str, said: str
) -> None:
    assert was in ENTRY
    problems = _problems(write_catalog(ENTRY.replace(was, becomes)))
    assert any(said in problem for problem in problems), problems


def test_without_a_pod_something_must_say_which_series_are_the_workloads(write_catalog: Writer) -> None:
    text = ENTRY.replace("by: [namespace, pod, container]", "by: [namespace]")
    assert [problem.split(": ", 2)[2] for problem in _problems(write_catalog(text))] == [
        "nothing says which series are this workload's; add match: {<by-label>: <regex>}"
    ] * 2


def test_one_workload_has_one_autoscaler_across_the_files_of_a_run(write_catalog: Writer) -> None:
    other = ENTRY.replace("name: memory", "name: disk").replace("max_replicas: 12", "max_replicas: 13")
    first, second = write_catalog(ENTRY), write_catalog(other, "more.yaml")
    (problem,) = _problems(first, second)
    assert "more.yaml" in problem
    assert f"Deployment api.v1 is scaled within other bounds by memory in {first}" in problem


def test_one_entry_scales_a_workload_once(write_catalog: Writer) -> None:
    line = "      - { via: hpa, namespace: shop, name: api.v1, min_replicas: 2, max_replicas: 12 }\n"
    (problem,) = _problems(write_catalog(ENTRY.replace(line, line + line)))
    assert "Deployment api.v1 stands twice in this entry" in problem


def test_compressed_time_compresses_the_cooldown(write_catalog: Writer) -> None:
    (catalog,) = load([write_catalog(ENTRY)]).catalogs
    scalers = compress(catalog.forecasts[0], 60).autoscalers
    assert [scaler.bounds.cooldown.seconds for scaler in scalers] == [5, 10]


def test_two_workloads_whose_metrics_would_have_one_name_are_refused(write_catalog: Writer) -> None:
    dotted = "      - { via: hpa, namespace: a, name: web.1, min_replicas: 1, max_replicas: 3 }\n"
    text = (
        PLAIN.replace("[instance, device]", "[namespace, pod]")
        + "    autoscale:\n"
        + dotted
        + dotted.replace("web.1", "web-1")
    )
    assert _problems(write_catalog(text)) == [
        "disks.yaml:14:9: forecasts[0].autoscale[1]: its metric forecast_disk_full_critical_a_deployment_web_1 is also that of"
        " Deployment a/web.1 in disk-full: names of metrics know neither dots nor dashes; rename an entry, or give one of them"
        " an entry of its own"
    ]

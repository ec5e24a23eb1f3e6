"""The ladder of an entry: what is inherited, what each action is about, and what makes no sense."""

from pathlib import Path

import pytest

from rulegen.catalog.load import survey
from rulegen.model.forecast import Load, Remediation, Target

ENTRY = """
version: forecast/v1
defaults: {{ runbook_base: "https://runbooks.example.com" }}
forecasts:
  - name: memory
    kind: trend
    summary: Memory reaches its limit
    by: [{by}]
    used: container_memory_rss
    limit: kube_pod_container_resource_limits > 0
    alerts:
      - {{ severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }}
    remediation: {remediation}
"""
BY = "namespace, pod, container, persistentvolumeclaim, deployment"


def _loaded(folder: Path, remediation: str, by: str = BY) -> tuple[Remediation | None, list[str]]:
    path = folder / "memory.yaml"
    path.write_text(ENTRY.format(remediation=remediation, by=by), encoding="utf-8")
    found = survey([path])
    forecasts = [forecast for catalog in found.catalogs for forecast in catalog.forecasts]
    return (forecasts[0].remediation if forecasts else None), [str(problem) for problem in found.problems]


def _ladder(folder: Path, remediation: str) -> tuple[Remediation, ...]:
    found, problems = _loaded(folder, remediation)
    assert problems == []
    assert found is not None
    return found.rungs


def test_what_comes_then_inherits_what_it_does_not_say(tmp_path: Path) -> None:
    first, second = _ladder(
        tmp_path, "{ action: scale, mode: approve, cooldown: 20m, then: [{ action: restart, cooldown: 1h }] }"
    )
    assert (first.action, second.action) == ("scale", "restart")
    assert (second.mode, str(first.cooldown), str(second.cooldown)) == ("approve", "20m", "1h")
    assert second.then == ()


@pytest.mark.parametrize(
    ("remediation", "targets"),
    [
        ("{ action: scale, then: [{ action: restart }] }", [Target("owner", None)] * 2),
        (
            "{ action: scale, target: { kind: Deployment, name_label: deployment }, then: [{ action: restart }] }",
            [Target("Deployment", "deployment")] * 2,
        ),
        (
            "{ action: scale, then: [{ action: resize-memory }, { action: restart }] }",
            [Target("owner", None), Target("Pod", "pod"), Target("owner", None)],
        ),
        ("{ action: expand-volume }", [Target("PersistentVolumeClaim", "persistentvolumeclaim")]),
        (
            "{ action: expand-volume, then: [{ action: restart }] }",
            [Target("PersistentVolumeClaim", "persistentvolumeclaim"), Target("owner", None)],
        ),
    ],
)
def test_what_an_action_is_about_follows_from_it(tmp_path: Path, remediation: str, targets: list[Target]) -> None:
    assert targets == [rung.target for rung in _ladder(tmp_path, remediation)]


@pytest.mark.parametrize(
    ("text", "size"), [("1Ti", 2**40), ("512Mi", 2**29), ("3G", 3 * 10**9), ("2k", 2000), ("17", 17), ("'17'", 17)]
)
def test_sizes_are_written_as_in_kubernetes(tmp_path: Path, text: str, size: int) -> None:
    [rung] = _ladder(tmp_path, f"{{ action: expand-volume, max_bytes: {text} }}")
    assert size == rung.max_bytes


def test_what_drives_the_growth_is_found_by_its_own_labels(tmp_path: Path) -> None:
    query = "sum by (namespace, pod) (rate(http_requests_total[5m]))"
    [rung] = _ladder(tmp_path, f"{{ action: scale, load: '{query}' }}")
    assert rung.load == Load(query, ("namespace", "pod"))


@pytest.mark.parametrize(
    ("remediation", "problem"),
    [
        ("{ action: scale, then: [{ action: scale }] }", "then[0].action: 'scale' is no further action"),
        ("{ action: scale, then: [{ action: none }] }", "then[0].action: 'none' is no further action"),
        ("{ action: none, then: [{ action: restart }] }", "remediation.then: there is nothing that it could follow"),
        ("{ action: scale, then: [{ mode: auto }] }", "then[0]: the key 'action' is missing"),
        ("{ action: scale, then: [{ action: restart, then: [] }] }", "unknown key"),
        ("{ action: webhook, mode: auto }", "url is missing: what shall be called?"),
        ("{ action: webhook, url: 'http://ops.example.com/' }", "https is needed, except on the loopback interface"),
        ("{ action: webhook, url: 'https://me@ops.example.com/' }", "not a URL like https://host/path, without a user"),
        ("{ action: webhook, url: ops.example.com }", "remediation.url"),
        ("{ action: expand-volume, mode: auto }", "max_bytes is missing: how large may expand-volume make it?"),
        ("{ action: expand-volume, max_bytes: 10 GB }", "'10 GB' is no size; write it like 512Mi, 100Gi, 1Ti"),
        ("{ action: expand-volume, max_bytes: true }", "True is no size"),
        ("{ action: scale, load: 'sum(rate(x_total[5m]))' }", "aggregate it by some of the by-labels"),
        ("{ action: scale, load: 'rate(x_total[5m])' }", "aggregate it by some of the by-labels"),
        ("{ action: scale, load: 'sum by (node) (rate(x_total[5m]))' }", "aggregate it by some of the by-labels"),
        ("{ action: scale, load: 'sum by (pod) (sum by (namespace) (x))' }", "aggregate it by some of the by-labels"),
        ("{ action: scale, load: sum by (pod) (x_total) }", "looks like a counter"),
        ("{ action: scale, target: { kind: Deployment } }", "name_label is missing"),
    ],
)
def test_what_makes_no_sense_is_told_with_its_place(tmp_path: Path, remediation: str, problem: str) -> None:
    _, problems = _loaded(tmp_path, remediation)
    assert any(problem in one for one in problems), problems


def test_a_pod_to_be_resized_must_be_named_by_the_by_labels(tmp_path: Path) -> None:
    _, problems = _loaded(tmp_path, "{ action: resize-memory }", by="namespace")
    assert any("'pod' is not one of the by-labels namespace" in one for one in problems), problems


@pytest.mark.parametrize(
    ("remediation", "said"),
    [
        ("{ action: scale, target: { kind: owner, name_label: pod } }", "the owner is found from the alert's pod"),
        ("{ action: scale, target: { kind: Pod, name_label: pod } }", "scale is about a workload: owner, Deployment"),
        (
            "{ action: restart, target: { kind: PersistentVolumeClaim, name_label: pod } }",
            "restart is about a workload",
        ),
        ("{ action: expand-volume, target: { kind: owner } }", "expand-volume is about a PersistentVolumeClaim"),
        ("{ action: resize-memory, target: { kind: Deployment, name_label: pod } }", "resize-memory is about a Pod"),
        ("{ action: scale, severities: [] }", "at least 1 item"),
        ("{ action: webhook, url: 'https://host:99999/x' }", "Port out of range 0-65535"),
    ],
)
def test_what_the_receiver_could_not_do_is_refused(tmp_path: Path, remediation: str, said: str) -> None:
    _, problems = _loaded(tmp_path, remediation)
    assert [said in problem for problem in problems] == [True]

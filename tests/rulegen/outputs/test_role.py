"""The Role holds the rights of the actions that the catalog names."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml

from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import ENTRY

OPTIONS = Options(1, None, Endpoint("http://receiver", "/token"), targets=("receiver",))
Writer = Callable[..., Path]


BOUNDS = {
    "scale": "max_step: 1, max_replicas: 4",
    "resize-memory": "max_bytes: 1Gi",
    "webhook": "url: 'https://h/p'",
}


def _acting(target: str, action: str = "scale") -> str:
    bounds = BOUNDS.get(action, "")
    entry = ENTRY.replace("by: [instance, device]", "by: [namespace, pod, container, deployment, rollout]")
    return f"{entry}    remediation: {{ action: {action}, mode: auto, target: {target}, {bounds} }}\n"


def _rights(path: Path, file: str = "role", kind: str = "Role") -> set[tuple[str, str, str]]:
    files = plan(read([str(path)], OPTIONS), OPTIONS).files
    made: Any = yaml.safe_load(files[PurePosixPath(f"receiver/{file}.yaml")])
    assert (made["kind"], "namespace" in made["metadata"]) == (kind, False)
    return {
        (rule["apiGroups"][0], resource, verb)
        for rule in made["rules"]
        for resource in rule["resources"]
        for verb in rule["verbs"]
    }


def test_where_nothing_acts_no_right_is_needed(write_catalog: Writer) -> None:
    assert _rights(write_catalog()) == set()
    assert _rights(write_catalog(_acting("{ kind: owner }", "none"))) == set()


def test_a_named_deployment_needs_no_look_at_pods(write_catalog: Writer) -> None:
    assert _rights(write_catalog(_acting("{ kind: Deployment, name_label: deployment }"))) == {
        ("", "events", "create"),
        ("apps", "deployments", "get"),
        ("apps", "deployments", "list"),
        ("apps", "deployments", "patch"),
        ("apps", "deployments/scale", "patch"),
        ("autoscaling", "horizontalpodautoscalers", "list"),
        ("autoscaling", "horizontalpodautoscalers", "patch"),
        ("keda.sh", "scaledobjects", "list"),
        ("keda.sh", "scaledobjects", "patch"),
        ("", "limitranges", "list"),
        ("", "pods", "list"),
        ("", "resourcequotas", "list"),
    }


def test_the_owner_of_a_pod_is_looked_for_from_the_pod(write_catalog: Writer) -> None:
    rights = _rights(write_catalog(_acting("{ kind: owner }")))
    assert {("", "pods", "get"), ("apps", "replicasets", "get"), ("apps", "statefulsets/scale", "patch")} <= rights


@pytest.mark.parametrize("verb", ["get", "patch"])
def test_a_kind_of_somebody_else_needs_its_scale_read_too(write_catalog: Writer, verb: str) -> None:
    rights = _rights(write_catalog(_acting("{ kind: Rollout.argoproj.io, name_label: rollout }")))
    assert {("argoproj.io", "rollouts", verb), ("argoproj.io", "rollouts/scale", verb)} <= rights
    assert "apps" not in {group for group, _, _ in rights}


@pytest.mark.parametrize(
    ("action", "target", "rights"),
    [
        (
            "restart",
            "{ kind: owner }",
            {("apps", "daemonsets", "patch"), ("policy", "poddisruptionbudgets", "list"), ("", "pods", "list")},
        ),
        ("restart", "{ kind: Rollout.argoproj.io, name_label: rollout }", {("argoproj.io", "rollouts", "patch")}),
        ("resize-memory", "{ kind: Pod, name_label: pod }", {("", "pods/resize", "patch"), ("", "pods", "patch")}),
    ],
)
def test_each_action_has_the_rights_of_its_own(
    write_catalog: Writer, action: str, target: str, rights: set[tuple[str, str, str]]
) -> None:
    found = _rights(write_catalog(_acting(target, action)))
    assert rights <= found
    assert "scale" not in {resource.partition("/")[2] for _, resource, _ in found}


def test_who_only_has_somebody_else_act_needs_no_right(write_catalog: Writer) -> None:
    assert _rights(write_catalog(_acting("{ kind: owner }", "webhook"))) == set()


def test_every_action_of_a_ladder_counts(write_catalog: Writer) -> None:
    ladder = "remediation: { action: webhook, url: 'https://h/p', mode: auto, then: [{ action: restart }] }"
    entry = ENTRY.replace("by: [instance, device]", "by: [namespace, pod]")
    assert ("apps", "deployments", "patch") in _rights(write_catalog(f"{entry}    {ladder}\n"))


@pytest.mark.parametrize(
    ("action", "rights"),
    [
        ("scale", {("", "nodes", "list"), ("", "pods", "list")}),
        ("restart", {("", "nodes", "list"), ("", "pods", "list")}),
        ("webhook", set()),
        ("none", set()),
    ],
)
def test_what_belongs_to_no_namespace_is_only_read(
    write_catalog: Writer, action: str, rights: set[tuple[str, str, str]]
) -> None:
    assert rights == _rights(write_catalog(_acting("{ kind: owner }", action)), "clusterrole", "ClusterRole")

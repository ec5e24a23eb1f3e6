"""For every action: the generated Role and ClusterRole are enough, and without any one right it holds, or notes what it did not
see, in words that name the right; nothing crashes and nothing is half-done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
import yaml
from localcluster.access import Access
from localcluster.resources import DEPLOYMENTS, DISRUPTION_BUDGETS, LIMIT_RANGES, PODS, PVCS, QUOTAS, STORAGE_CLASSES

from receiver.actions.expand_volume import ExpandVolume
from receiver.actions.resize_memory import ResizeMemory
from receiver.actions.restart import Restart
from receiver.actions.scale import Scale
from receiver.domain.lease import Seal
from receiver.domain.target import Target
from receiver.errors import PermanentError
from receiver.pipeline.lookup import looked_up
from receiver.pipeline.preflight import Preflight
from receiver.policy.decide import decide
from receiver.policy.planning import planned
from receiver.ports import Action, Cluster
from rulegen.generate.plan import Options, plan, read
from rulegen.outputs.alertmanager import Endpoint
from tests.support import builders
from tests.support.apiserver import ApiServer, api_server
from tests.support.builders import NOW_S, TARGET, entry, labelled, remediation

OPTIONS = Options(1, None, Endpoint("http://receiver", "/token"), targets=("receiver",))
CATALOG = """\
version: forecast/v1
defaults: {{ team: t, runbook_base: "https://example.com" }}
forecasts:
  - name: memory
    kind: trend
    summary: Memory reaches its limit
    reason: for the test
    by: [namespace, {by}]
    used: used_bytes
    limit: limit_bytes > 0
    alerts: [{{ severity: critical, windows: [15m, 1h], horizon: 45m, floor: 0.5, for: 2m }}]
    remediation: {{ action: {action}, mode: auto, target: {target}, max_bytes: 100Gi }}
"""
CLAIM = Target("PersistentVolumeClaim", "shop", "data")
SELECTOR = {"selector": {"matchLabels": {"app": "web"}}}


def _web(server: ApiServer) -> None:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "app"}]}}
    made = server.deploy(TARGET, "web-1", replicas=2, template=template)
    done = dict.fromkeys(("replicas", "updatedReplicas", "availableReplicas"), 2)
    server.store.replace(DEPLOYMENTS, {**made, "status": {**done, "observedGeneration": 1}})
    server.create(QUOTAS, "shop", "q", spec={"hard": {"pods": "50"}}, status={"hard": {"pods": "50"}, "used": {}})
    server.create(LIMIT_RANGES, "shop", "l", spec={"limits": []})
    server.create(DISRUPTION_BUDGETS, "shop", "b", spec=SELECTOR, status={"disruptionsAllowed": 1})


def _data(server: ApiServer) -> None:
    server.store.create(
        STORAGE_CLASSES,
        {
            "metadata": {"name": "fast", "namespace": ""},
            "provisioner": "example.com/disks",
            "allowVolumeExpansion": True,
        },
    )
    storage = {"storage": "10Gi"}
    spec = {"storageClassName": "fast", "accessModes": ["ReadWriteOnce"], "resources": {"requests": storage}}
    server.create(PVCS, "shop", "data", spec=spec, status={"phase": "Bound", "capacity": storage})


def _leak(server: ApiServer) -> None:
    _web(server)
    resources = {"limits": {"memory": "256Mi"}, "requests": {"memory": "128Mi"}}
    pod = server.store.get(PODS, "shop", "web-1")
    spec = {"nodeName": "node-1", "containers": [{"name": "app", "resources": resources}]}
    server.store.replace(PODS, {**pod, "spec": spec, "status": {"phase": "Running"}})


@dataclass(frozen=True)
class Case:
    """An action on a workload or a claim that are there.

    Attributes:
        rule: the policy's target rule.
        made: the action, over a cluster.
    """

    name: str
    by: str
    rule: dict[str, str]
    put: Callable[[ApiServer], None]
    made: Callable[[Cluster], Action]


CASES = {
    one.name: one
    for one in (
        Case("scale", "pod", {"kind": "owner"}, _web, lambda cluster: Scale(cluster, Seal())),
        Case("restart", "pod", {"kind": "owner"}, _web, Restart),
        Case(
            "expand-volume",
            "persistentvolumeclaim",
            {"kind": "PersistentVolumeClaim", "name_label": "persistentvolumeclaim"},
            _data,
            ExpandVolume,
        ),
        Case("resize-memory", "pod, container", {"kind": "Pod", "name_label": "pod"}, _leak, ResizeMemory),
    )
}


def _rights(case: Case, folder: Path) -> frozenset[tuple[str, str]]:
    catalog = folder / "catalog.yaml"
    catalog.write_text(CATALOG.format(action=case.name, by=case.by, target=case.rule))
    files = plan(read([str(catalog)], OPTIONS), OPTIONS).files
    roles: list[Any] = [
        yaml.safe_load(files[PurePosixPath(f"receiver/{name}.yaml")]) for name in ("role", "clusterrole")
    ]
    return frozenset(
        (verb, what) for role in roles for rule in role["rules"] for what in rule["resources"] for verb in rule["verbs"]
    )


def _tried(server: ApiServer, case: Case) -> tuple[bool, list[str]]:
    """From the alert to the change and the message; whether it was changed, and everything that was said of rights."""
    policy = {"action": case.name, "target": case.rule, "max_bytes": 100 * 2**30}
    alert = labelled(persistentvolumeclaim="data", container="app")
    asked = builders.situation(
        alert=alert,
        entry=entry(by=["namespace", *case.by.split(", ")], remediation=policy),
        workload=None,
        plan=None,
        surroundings=None,
    )
    try:
        found = looked_up(server.kubernetes, asked)
    except PermanentError as error:
        return False, [str(error)]
    look = Preflight(server.inspector, {case.name: case.made(server.kubernetes.rehearsal())})
    if found.memory is not None:
        found = replace(found, headroom=look.headroom(found.memory))
    found = replace(found, plan=planned(found))
    assert found.plan is not None
    assert found.remedy is not None
    decision = decide(replace(found, surroundings=look.look(found, found.remedy)))
    noted = [found.plan.sizing] if "could not be looked at" in found.plan.sizing else []
    said = [*noted, *decision.notes, *([decision.hold.reason] if decision.hold else [])]
    if not decision.acts:
        return False, said
    case.made(server.kubernetes).apply(remediation(plan=found.plan))
    after: list[Callable[[], object]] = [lambda: _event(server, found.plan.target)]  # type: ignore[union-attr]
    if case.put is _web:
        after.append(lambda: server.kubernetes.trouble(TARGET))
        said += server.kubernetes.annotated("shop", [TARGET.kind], "any")[1] if case.name == "scale" else []
    for step in after:
        try:
            step()
        except PermanentError as error:
            said.append(str(error))
    return True, said


def _event(server: ApiServer, target: Target) -> None:
    server.kubernetes.record_event(target, name="f.1", type="Normal", reason="ForecastActed", message="3", at_s=NOW_S)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_generated_rights_are_enough_and_everything_is_looked_at(case: Case, tmp_path: Path) -> None:
    with api_server(Access(allowed=_rights(case, tmp_path))) as server:
        case.put(server)
        assert _tried(server, case) == (True, [])


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_without_any_one_right_it_holds_or_notes_and_names_it(case: Case, tmp_path: Path) -> None:
    rights = _rights(case, tmp_path)
    optional = {
        ("create", "events"),
        *(right for right in rights if right[0] == "list" and "autoscalers" not in right[1]),
    }
    if case.put is _leak:
        optional |= {("get", "replicasets"), ("get", "deployments")}  # what its template says is only told
    elsewhere = {("list", "scaledobjects"), ("patch", "scaledobjects"), *_of_hpas(rights), *_OF_ADOPTION}
    for verb, what in sorted(rights - elsewhere):
        with api_server(Access(allowed=rights - {(verb, what)})) as server:
            case.put(server)
            changed, said = _tried(server, case)
        if case.put in (_web, _leak) and what.startswith(("statefulsets", "daemonsets")):
            continue  # this pod's owner is a Deployment
        assert any("Role" in text and ("lacks" in text) for text in said), (verb, what, said)
        assert changed is ((verb, what) in optional), (verb, what)


_OF_ADOPTION = {("list", "deployments"), ("list", "statefulsets")}
"""Asked only while loans are looked for that the database has lost."""


def _of_hpas(rights: frozenset[tuple[str, str]]) -> set[tuple[str, str]]:
    """Asked only where there is an autoscaler, or none of KEDA's; see test_role."""
    return {right for right in rights if right == ("patch", "horizontalpodautoscalers")}


def test_without_the_right_to_ask_for_rights_it_holds(tmp_path: Path) -> None:
    case = CASES["scale"]
    access = Access(allowed=_rights(case, tmp_path))
    with api_server(access) as server, access.denied("create", "selfsubjectaccessreviews"):
        case.put(server)
        changed, [said] = _tried(server, case)
    assert not changed
    assert "its rights could not be looked at: ask for the right to patch Deployment" in said

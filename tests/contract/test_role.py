"""The generated Role is enough for an action; without any one of its rights the action is refused by a word that names it."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from localcluster.access import Access

from receiver.actions.scale import Scale
from receiver.domain.lease import LEASE_KEY, Seal
from receiver.domain.remediation import Remediation
from receiver.domain.target import Target
from receiver.errors import PermanentError
from tests.support.apiserver import ApiServer, api_server
from tests.support.builders import NOW_S, plan, remediation

ROLE = Path(__file__).parents[2] / "rules" / "generated" / "receiver" / "role.yaml"
WRITTEN = frozenset(
    (verb, resource)
    for rule in yaml.safe_load(ROLE.read_text())["rules"]
    for resource in rule["resources"]
    for verb in rule["verbs"]
)
OTHERS = ("daemonsets", "persistentvolumeclaims", "poddisruptionbudgets", "resourcequotas", "limitranges")
"""Of other actions, or looked at before and after it; see test_rights."""
RIGHTS = WRITTEN - {("list", "pods"), *((verb, resource) for verb, resource in WRITTEN if resource in OTHERS)}
DEPLOYMENT = Target("Deployment", "shop", "web")
STATEFULSET = Target("StatefulSet", "shop", "web")
Setting = Callable[[ApiServer], Target]


def alone(server: ApiServer) -> Target:
    server.deploy(DEPLOYMENT, "web-1", replicas=1)
    return DEPLOYMENT


def stateful(server: ApiServer) -> Target:
    server.deploy(STATEFULSET, "web-1", replicas=1)
    return STATEFULSET


def under_an_hpa(server: ApiServer) -> Target:
    server.deploy(DEPLOYMENT, "web-1", replicas=1)
    server.autoscale(DEPLOYMENT, "web-hpa", 1, 9)
    return DEPLOYMENT


def under_keda(server: ApiServer) -> Target:
    server.deploy(DEPLOYMENT, "web-1", replicas=1)
    scaled = server.autoscale_with_keda(DEPLOYMENT, "web-so", minReplicaCount=1, maxReplicaCount=9)
    server.autoscale(DEPLOYMENT, "keda-hpa-web-so", 1, 9, owner=scaled)
    return DEPLOYMENT


SETTINGS: dict[str, Setting] = {
    "alone": alone,
    "stateful": stateful,
    "under an HPA": under_an_hpa,
    "under KEDA": under_keda,
}


def _scaled_and_given_back(server: ApiServer) -> list[int]:
    """From the alert's pod to the floor raised to 3, and back; the floors seen on the way."""
    cluster = server.kubernetes
    action = Scale(cluster, Seal())
    target = cluster.owner_of("shop", "web-1")
    floors = [cluster.workload(target).floor]
    lent = _to(target, cluster.workload(target).floor_field)
    _, unread = cluster.annotated("shop", [target.kind], LEASE_KEY)
    if unread:
        raise PermanentError(unread[0])
    action.apply(lent)
    floors.append(cluster.workload(target).floor)
    action.renew(lent)
    action.give_back(lent)
    cluster.record_event(target, name="forecast.1", type="Normal", reason="ForecastActed", message="3", at_s=NOW_S)
    return [*floors, cluster.workload(target).floor]


def _to(target: Target, field: str) -> Remediation:
    return remediation(plan=plan(target=target, field=field, previous=1, wanted=3))


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_the_rights_of_the_role_are_enough(setting: Setting) -> None:
    with api_server(Access(allowed=RIGHTS)) as server:
        setting(server)
        assert _scaled_and_given_back(server) == [1, 3, 1]


@pytest.mark.parametrize(("verb", "resource"), sorted(RIGHTS))
def test_no_right_of_the_role_is_idle_and_each_missing_one_is_named(verb: str, resource: str) -> None:
    refusals = []
    for setting in SETTINGS.values():
        with api_server(Access(allowed=RIGHTS - {(verb, resource)})) as server:
            target = setting(server)
            try:
                _scaled_and_given_back(server)
            except PermanentError as error:
                refusals.append(str(error))
                assert _floor(server, target) == 1
    assert refusals
    assert all("403" in text and "the receiver's Role lacks this verb" in text for text in refusals)


def _floor(server: ApiServer, target: Target) -> int:
    """What a person with every right sees."""
    server.access.grant_everything()
    return server.kubernetes.workload(target).floor

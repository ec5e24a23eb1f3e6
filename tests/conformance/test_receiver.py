"""The receiver itself, with the rights of the generated roles: it changes what it says, and gives it back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from kubernetes import client
from kubernetes.client.exceptions import ApiException

from receiver.domain.lease import LEASE_KEY
from tests.conformance import documents
from tests.conformance.acting import Receiver, working
from tests.conformance.place import Place, eventually, is_real, is_thrown_away, under_test
from tests.support import builders

LEASE_S = 3600.0
BACK_S = 600.0

Started = Callable[..., Receiver]
Web = Callable[..., str]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """Of each test's own: what one leaves on loan the next would find."""
    with under_test(tmp_path) as ready:
        yield ready


@pytest.fixture
def core(place: Place) -> Any:
    return client.CoreV1Api(place.api)


@pytest.fixture
def started(place: Place, tmp_path: Path) -> Iterator[Started]:
    """Starts a receiver with the usual policy, its entry changed."""
    opened = []

    def start(database: str = "receiver.db", api: client.ApiClient | None = None, **changes: Any) -> Receiver:
        context = working(place, api or place.receiver, builders.policy(**changes), tmp_path / database)
        opened.append(context)
        return context.__enter__()

    yield start
    for context in opened:
        context.__exit__(None, None, None)


def _pods(place: Place, core: Any, name: str) -> list[Any]:
    pods: list[Any] = core.list_namespaced_pod(place.namespace, label_selector=f"app={name}").items
    return [pod for pod in pods if pod.status.phase == "Running" and not pod.metadata.deletion_timestamp]


def _running(place: Place, core: Any, apps: Any, name: str, replicas: int) -> None:
    def ready() -> bool:
        return bool(apps.read_namespaced_deployment(name, place.namespace).status.ready_replicas == replicas)

    assert eventually(ready)
    assert eventually(lambda: len(_pods(place, core, name)) == replicas)


@pytest.fixture
def web(place: Place, core: Any, apps: Any) -> Web:
    """Runs a Deployment; returns the name of one of its pods."""

    def run(name: str, replicas: int = 1) -> str:
        place.apply(documents.deployment(name, replicas, cpu="10m", memory="16Mi"))
        _running(place, core, apps, name, replicas)
        return str(_pods(place, core, name)[0].metadata.name)

    return run


def test_replicas_are_lent_and_given_back(place: Place, core: Any, apps: Any, web: Web, started: Started) -> None:
    receiver = started()
    receiver.hear(pod=web("lent"))
    assert (receiver.told.kinds(), receiver.state("Deployment", "lent")) == (["acted"], "acted")
    lent = apps.read_namespaced_deployment("lent", place.namespace)
    assert (lent.spec.replicas, LEASE_KEY in lent.metadata.annotations) == (3, True)
    _running(place, core, apps, "lent", 3)
    receiver.recede()
    receiver.work(LEASE_S + BACK_S)
    back = apps.read_namespaced_deployment("lent", place.namespace)
    assert (back.spec.replicas, receiver.state("Deployment", "lent")) == (1, "given_back")
    assert LEASE_KEY not in (back.metadata.annotations or {})


def test_under_an_autoscaler_its_floor_is_lent(place: Place, core: Any, apps: Any, web: Web, started: Started) -> None:
    pod = web("floored")
    place.apply(documents.hpa("floored", 1, 9))
    receiver = started()
    receiver.hear(pod=pod)
    autoscaling: Any = client.AutoscalingV2Api(place.api)

    def floor() -> int:
        found = autoscaling.read_namespaced_horizontal_pod_autoscaler("floored", place.namespace)
        return int(found.spec.min_replicas)

    assert (receiver.told.kinds(), floor()) == (["acted"], 3)
    _running(place, core, apps, "floored", 3)
    receiver.recede()
    receiver.work(LEASE_S + BACK_S)
    assert (floor(), receiver.state("Deployment", "floored")) == (1, "given_back")


@pytest.fixture
def keda(place: Place) -> Iterator[Any]:
    """Reads and patches ScaledObjects, which no operator looks after."""
    objects: Any = client.CustomObjectsApi(place.api)
    where = ("keda.sh", "v1alpha1", place.namespace, "scaledobjects")
    if not is_real():
        yield lambda name: objects.get_namespaced_custom_object(*where, name)
        return
    if not is_thrown_away():
        pytest.skip("KEDA's definition would be there for the whole cluster: make test-control-plane")
    definitions: Any = client.ApiextensionsV1Api(place.api)
    definition = documents.scaled_object_definition()
    definitions.create_custom_resource_definition(definition)

    def served() -> bool:
        try:
            objects.list_namespaced_custom_object(*where)
        except ApiException:
            return False
        return True

    try:
        assert eventually(served)
        yield lambda name: objects.get_namespaced_custom_object(*where, name)
    finally:
        definitions.delete_custom_resource_definition(definition["metadata"]["name"])


def test_under_keda_its_object_lends_and_the_autoscaler_is_left_to_it(
    place: Place, web: Web, keda: Callable[[str], Any], started: Started
) -> None:
    pod = web("driven")
    place.apply(documents.scaled_object("driven", 1, 9))
    place.apply(documents.hpa("driven", 1, 9, owner=keda("driven")))
    receiver = started()
    receiver.hear(pod=pod)
    assert (receiver.told.kinds(), keda("driven")["spec"]["minReplicaCount"]) == (["acted"], 3)
    hpa = client.AutoscalingV2Api(place.api).read_namespaced_horizontal_pod_autoscaler("driven", place.namespace)
    assert hpa.spec.min_replicas == 1
    receiver.recede()
    receiver.work(LEASE_S + BACK_S)
    back = keda("driven")
    assert (back["spec"]["minReplicaCount"], receiver.state("Deployment", "driven")) == (1, "given_back")
    assert LEASE_KEY not in back["metadata"].get("annotations", {})


def test_a_restart_replaces_every_pod(place: Place, core: Any, web: Web, started: Started) -> None:
    pod = web("fresh", replicas=2)
    before = {one.metadata.uid for one in _pods(place, core, "fresh")}
    receiver = started(remediation={"action": "restart"})
    receiver.hear(pod=pod)
    assert receiver.told.kinds() == ["acted"]

    def replaced() -> bool:
        now = {one.metadata.uid for one in _pods(place, core, "fresh")}
        return len(now) == 2 and not now & before

    assert eventually(replaced)
    receiver.recede()
    receiver.work(600)
    assert receiver.told.kinds()[:2] == ["acted", "worked"]


def test_a_claim_is_expanded_and_has_it_in_the_end(place: Place, core: Any, started: Started) -> None:
    if True not in place.classes:
        pytest.skip("this cluster has no class that binds at once and has allowVolumeExpansion: True")
    place.apply(documents.claim("filling", place.classes[True], "1Gi"))

    def claim() -> Any:
        return core.read_namespaced_persistent_volume_claim("filling", place.namespace)

    assert eventually(lambda: claim().status.phase == "Bound")
    by = ["namespace", "persistentvolumeclaim"]
    receiver = started(by=by, remediation=builders.expansion_document())
    receiver.hear(pod="", persistentvolumeclaim="filling")
    assert receiver.told.kinds() == ["acted"]
    asked = claim().spec.resources.requests["storage"]
    assert asked != "1Gi"
    assert eventually(lambda: claim().status.capacity["storage"] == asked, timeout_s=180)


def test_what_a_quota_leaves_no_room_for_is_held(
    place: Place, core: Any, apps: Any, web: Web, started: Started
) -> None:
    pod = web("tight")
    place.apply(documents.quota("full", pods="1"))

    def counted() -> bool:
        status = core.read_namespaced_resource_quota("full", place.namespace).status
        return bool(status and status.used) and int(status.used["pods"]) == 1

    assert eventually(counted)
    receiver = started()
    receiver.hear(pod=pod)
    receiver.work(600)
    assert receiver.told.kinds()[0] == "held"
    assert "ResourceQuota full: pods 1 used and 2 more needed of 1" in receiver.told.events[0].detail
    assert apps.read_namespaced_deployment("tight", place.namespace).spec.replicas == 1


def test_without_rights_nothing_is_done_and_the_missing_one_is_named(
    place: Place, apps: Any, web: Web, started: Started
) -> None:
    receiver = started(api=place.stranger)
    receiver.hear(pod=web("foreign"))
    receiver.work(600)
    assert apps.read_namespaced_deployment("foreign", place.namespace).spec.replicas == 1
    assert set(receiver.told.kinds()) <= {"held", "blind"}
    assert 'cannot get resource "pods"' in receiver.told.events[0].detail
    assert "the receiver's Role lacks this verb" in receiver.told.events[0].detail


def test_a_loan_outlives_the_database(place: Place, core: Any, apps: Any, web: Web, started: Started) -> None:
    first = started()
    first.hear(pod=web("lost", replicas=2))
    _running(place, core, apps, "lost", 4)
    second = started("another.db")
    second.recede()
    second.work(LEASE_S + BACK_S)
    assert "adopted" in second.told.kinds()
    assert (apps.read_namespaced_deployment("lost", place.namespace).spec.replicas) == 2

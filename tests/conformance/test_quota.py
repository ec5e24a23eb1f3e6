"""What a namespace may hold is a limit on each new pod, and the one that is too much is refused to its controller.

https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from typing import Any

from kubernetes import client

from tests.conformance import documents
from tests.conformance.place import Place, eventually


def test_a_quota_refuses_the_pod_that_is_one_too_many(place: Place, apps: Any) -> None:
    core: Any = client.CoreV1Api(place.api)
    place.apply(documents.quota("cpus", **{"requests.cpu": "900"}))
    assert eventually(lambda: bool(core.read_namespaced_resource_quota("cpus", place.namespace).status.hard))
    place.apply(documents.deployment("greedy", cpu="901"))

    def failure() -> Any:
        conditions = apps.read_namespaced_deployment("greedy", place.namespace).status.conditions or []
        return next((one for one in conditions if one.type == "ReplicaFailure"), None)

    assert eventually(lambda: failure() is not None)
    assert (failure().status, failure().reason) == ("True", "FailedCreate")
    assert "exceeded quota: cpus" in failure().message
    assert core.list_namespaced_pod(place.namespace, label_selector="app=greedy").items == []


def test_where_a_resource_is_limited_a_pod_must_say_how_much_it_wants(place: Place, apps: Any) -> None:
    place.apply(documents.quota("memory", **{"requests.memory": "900Gi"}))
    core: Any = client.CoreV1Api(place.api)
    assert eventually(lambda: bool(core.read_namespaced_resource_quota("memory", place.namespace).status.hard))
    place.apply(documents.deployment("silent", cpu="1m"))

    def refused() -> bool:
        conditions = apps.read_namespaced_deployment("silent", place.namespace).status.conditions or []
        return any(one.type == "ReplicaFailure" and "must specify" in one.message for one in conditions)

    assert eventually(refused)

"""From a pod to the workload above it, and what a changed template does.

https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
"""

import datetime
from typing import Any

from kubernetes import client

from tests.conformance import documents
from tests.conformance.place import Place, eventually

MERGE = "application/merge-patch+json"


def test_a_pod_leads_to_its_deployment(place: Place, apps: Any) -> None:
    core: Any = client.CoreV1Api(place.api)
    place.apply(documents.deployment("owner"))
    mine = {"label_selector": "app=owner"}
    assert eventually(lambda: bool(core.list_namespaced_pod(place.namespace, **mine).items))
    pod = core.list_namespaced_pod(place.namespace, **mine).items[0]
    [to_set] = pod.metadata.owner_references
    replica_set = apps.read_namespaced_replica_set(to_set.name, place.namespace)
    [to_deployment] = replica_set.metadata.owner_references
    deployment = apps.read_namespaced_deployment("owner", place.namespace)
    assert (to_set.kind, to_set.controller, to_set.uid) == ("ReplicaSet", True, replica_set.metadata.uid)
    assert (to_deployment.kind, to_deployment.name, to_deployment.uid) == (
        "Deployment",
        "owner",
        deployment.metadata.uid,
    )


def test_a_restart_is_a_new_replicaset(place: Place, apps: Any) -> None:
    place.apply(documents.deployment("restarted"))

    def sets() -> set[str]:
        listed = apps.list_namespaced_replica_set(place.namespace, label_selector="app=restarted")
        return {one.metadata.name for one in listed.items}

    assert eventually(lambda: len(sets()) == 1)
    now = datetime.datetime.now(datetime.UTC).isoformat()
    template = {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": now}}}
    body = {"spec": {"template": template}}
    apps.patch_namespaced_deployment("restarted", place.namespace, body, _content_type=MERGE)
    assert eventually(lambda: len(sets()) == 2)

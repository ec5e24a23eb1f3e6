"""Asked of the stand-in, through the official client."""

from kubernetes import client
from localcluster.resources import PODS
from localcluster.store import Store
from realcluster.look import Look


def test_wanted_replicas_by_deployment(api: client.ApiClient) -> None:
    assert Look(api, "demo").replicas() == {"leak": 1, "steady": 1}
    assert Look(api, "elsewhere").replicas() == {}


def test_only_containers_that_were_killed_count_as_kills(api: client.ApiClient, store: Store) -> None:
    for pod in store.list(PODS):
        code = 137 if pod["metadata"]["labels"]["app"] == "leak" else 1
        ended = {"terminated": {"exitCode": code, "reason": "OOMKilled"}}
        status = {"name": "app", "image": "", "imageID": "", "ready": True, "restartCount": 2, "lastState": ended}
        pod["status"]["containerStatuses"] = [status]
        store.replace(PODS, pod)
    assert Look(api, "demo").kills_by_app() == {"leak": 2}


def test_pods_come_oldest_first(api: client.ApiClient, store: Store) -> None:
    assert [one["metadata"]["name"] for one in Look(api, "demo").pods()] == [
        one["metadata"]["name"] for one in store.list(PODS)
    ]

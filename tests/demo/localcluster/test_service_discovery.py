import requests
from localcluster.resources import PODS
from localcluster.store import Store


def test_running_pods_are_listed_without_a_token(store: Store, url: str) -> None:
    assert requests.get(f"{url}/sd/pods", timeout=5).json() == []
    pod = store.list(PODS)[0]
    pod["status"]["phase"] = "Running"
    store.replace(PODS, pod)
    [group] = requests.get(f"{url}/sd/pods", timeout=5).json()
    port = pod["spec"]["containers"][0]["ports"][0]["containerPort"]
    assert group["targets"] == [f"127.0.0.1:{port}"]
    assert (group["labels"]["namespace"], group["labels"]["pod"]) == ("demo", pod["metadata"]["name"])
    assert group["labels"]["__meta_kubernetes_pod_label_app"] == "leak"

from realcluster.proxy import pod_path, scrape_targets

POD = {
    "metadata": {"namespace": "demo", "name": "leak-1"},
    "spec": {"containers": [{"ports": [{"containerPort": 8080}]}]},
    "status": {"phase": "Running"},
}


def test_a_pod_is_reached_through_the_api_server() -> None:
    assert pod_path(POD) == "/api/v1/namespaces/demo/pods/leak-1:8080/proxy"


def test_running_pods_are_scraped_each_as_its_own_instance() -> None:
    pending = {**POD, "status": {"phase": "Pending"}}
    [target] = scrape_targets([POD, pending], "http://127.0.0.1:8001")
    assert target["targets"] == ["127.0.0.1:8001"]
    assert target["labels"]["instance"] == "leak-1"
    assert target["labels"]["__metrics_path__"] == "/api/v1/namespaces/demo/pods/leak-1:8080/proxy/metrics"

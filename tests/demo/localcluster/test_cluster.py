"""The stand-in with real processes: pods come and go, and one that runs out of memory is killed and restarted."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from engines.errors import EnginesError
from engines.ready import answers
from localcluster import Load, LocalCluster
from localcluster.access import Access
from localcluster.resources import DEPLOYMENTS

from tests.demo.conftest import deployment

pytestmark = pytest.mark.demo


def eventually(holds: Callable[[], bool], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "not within its time"
        time.sleep(0.05)


def scale(cluster: LocalCluster, replicas: int) -> None:
    found = cluster.store.get(DEPLOYMENTS, "demo", "leak")
    found["spec"]["replicas"] = replicas
    cluster.store.replace(DEPLOYMENTS, found)
    cluster.wait_ready("leak")


def test_scaling_starts_and_stops_processes_and_none_is_left(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, [deployment("leak", "--mode=leak")]) as cluster:
        cluster.wait_ready()
        [first] = cluster.ready_urls("leak")
        scale(cluster, 3)
        three = cluster.ready_urls("leak")
        assert three[0] == first
        assert requests.get(first, timeout=2).text.startswith("served by leak-")
        scale(cluster, 1)
        assert cluster.ready_urls("leak") == [first]
        eventually(lambda: not any(answers(url) for url in three[1:]))
    assert not answers(first)


def test_a_leaking_pod_is_killed_restarted_and_reported(tmp_path: Path) -> None:
    documents = [deployment("leak", "--mode=leak", "--grain-bytes=4194304"), deployment("steady", "--mode=steady")]
    with LocalCluster(tmp_path, documents) as cluster:
        cluster.wait_ready()
        [name] = [pod["metadata"]["name"] for pod in cluster.ready_pods("leak")]
        with Load(lambda: cluster.ready_urls("leak"), rate_per_s=40) as load:
            eventually(lambda: bool(cluster.kills))
            load.rate_per_s = 0
        cluster.wait_ready()
        [pod] = cluster.ready_pods("leak")
        [status] = pod["status"]["containerStatuses"]
        assert (pod["metadata"]["name"], status["restartCount"]) == (name, 1)
        assert status["lastState"]["terminated"]["reason"] == "OOMKilled"
        assert status["lastState"]["terminated"]["exitCode"] == 137
        assert cluster.kills_by_app() == {"leak": 1}


def test_waiting_for_what_cannot_become_ready_ends_with_its_name(tmp_path: Path) -> None:
    with (
        LocalCluster(tmp_path, [deployment("broken", "--mode=explode")]) as cluster,
        pytest.raises(EnginesError, match="not ready within 1 s: broken"),
    ):
        cluster.wait_ready(timeout_s=1)


def test_kubectl_scales_it(tmp_path: Path) -> None:
    with LocalCluster(tmp_path, [deployment("leak", "--mode=leak")], access=Access(required=False)) as cluster:
        environment = {**os.environ, "KUBECONFIG": str(cluster.kubeconfig), "HOME": str(tmp_path)}
        try:
            done = subprocess.run(
                ["kubectl", "scale", "deployment/leak", "--replicas=2"],
                env=environment,
                capture_output=True,
                text=True,
                timeout=30,
            )
        except FileNotFoundError:
            pytest.skip("kubectl is not installed")
        assert done.returncode == 0, done.stderr
        assert cluster.replicas() == {"leak": 2}

"""The demo's workloads on a control plane, for as long as a `with` block lasts; the stand-in's kubelet runs them."""

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engines.errors import EnginesError
from flask import Flask
from kubernetes import client, config, utils
from kubernetes.client.exceptions import ApiException
from localcluster import objects, service_discovery
from localcluster.kubelet import Kubelet
from localcluster.mounts import Mounts
from localcluster.resources import PODS
from loopback.server import LoopbackServer
from realcluster.look import Look
from realcluster.watched import Watched

from controlplane.build import Programs
from controlplane.hollow import in_trouble
from controlplane.plane import STORAGE_CLASSES, running
from controlplane.podstore import PodStore

LOOP_S = 0.2


class PlaneCluster(Watched):
    """Answers what `localcluster.LocalCluster` answers.

    Args:
        folder: for the control plane's data, logs and kubeconfig, and the pods' logs; made if missing.
        documents: Kubernetes objects, as read from YAML; the first is the Namespace that holds the rest. A StorageClass that
            the control plane has by itself is left out.
        programs: the control plane.

    Raises:
        EnginesError: a part of the control plane does not start.
    """

    def __init__(self, folder: Path, documents: Sequence[dict[str, Any]], programs: Programs) -> None:
        self._documents = [one for one in documents if one["metadata"]["name"] not in STORAGE_CLASSES]
        self._stack = ExitStack()
        self._stopping = threading.Event()
        with ExitStack() as half_way:
            half_way.callback(self._stack.close)
            logs = folder / "pods"
            logs.mkdir(parents=True, exist_ok=True)
            self._plane = self._stack.enter_context(running(programs, folder, runs_pods=True))
            self.kubeconfig = self._plane.kubeconfig
            self._api = config.new_client_from_config(str(self.kubeconfig))  # type: ignore[no-untyped-call]
            self._stack.callback(self._api.close)
            super().__init__(Look(self._api, documents[0]["metadata"]["name"]))
            self._pods = PodStore(self._api)
            self._kubelet = Kubelet(self._pods, logs, Mounts(self._pods, folder / "volumes"))
            half_way.pop_all()
        discovery = Flask("controlplane")
        discovery.register_blueprint(service_discovery.blueprint(self._pods))
        self._server = LoopbackServer(discovery)
        self._loop = threading.Thread(target=self._run, name="kubelet", daemon=True)

    @property
    def http_sd_url(self) -> str:
        """Where Prometheus learns what to scrape."""
        return self._server.url + service_discovery.PATH

    def ready_urls(self, deployment: str) -> list[str]:
        """Where the pods of a Deployment take requests."""
        return [
            f"http://{objects.address(pod)}"
            for pod in self._pods.list(PODS)
            if pod["metadata"]["labels"].get("app") == deployment and objects.is_ready(pod)
        ]

    def _run(self) -> None:
        try:
            while not self._stopping.wait(LOOP_S):
                self._sync()
        finally:
            self._kubelet.stop_all()

    def _sync(self) -> None:
        try:
            self._kubelet.sync()
        except ApiException as error:
            if not in_trouble(error):
                raise

    def _unready(self, deployment: str | None) -> list[str]:
        """As of any cluster; what will never be ready is not waited for."""
        kubelet = "" if self._loop.is_alive() else "the kubelet has ended; its error stands above"
        if reason := self._plane.failure() or kubelet:
            raise EnginesError(reason)
        return super()._unready(deployment)

    def __enter__(self) -> Self:
        with ExitStack() as half_way:
            half_way.callback(self._stack.close)
            namespace = self._documents[0]["metadata"]["name"]
            core: Any = client.CoreV1Api(self._api)
            core.create_namespace({"metadata": {"name": namespace}})
            utils.create_from_yaml(  # type: ignore[no-untyped-call]
                self._api, yaml_objects=self._documents[1:], namespace=namespace
            )
            self._stack.enter_context(self._server)
            self._loop.start()
            half_way.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._loop.join()
        self._stack.close()

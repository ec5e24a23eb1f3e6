"""The stand-in as a whole: API, controllers and kubelet, running for as long as a `with` block lasts."""

import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from engines.errors import EnginesError
from loopback.server import LoopbackServer

from localcluster import kubeconfig, manifests, objects, service_discovery
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.controllers import Controllers
from localcluster.kubelet import Kill, Kubelet
from localcluster.mounts import Mounts
from localcluster.resources import DEPLOYMENTS, NODES, PODS
from localcluster.status import ApiError
from localcluster.store import Object, Store

LOOP_S = 0.1


class LocalCluster:
    """Runs Deployments (and HPAs) given as manifests.

    Args:
        folder: for the kubeconfig and the pods' logs; made if missing.
        documents: Kubernetes objects, as read from YAML; a large node when they name none.
        access: who may do what; by default everything with a fresh token.
        port: of the API; a free one by default.
        restart_delay_s: from a container's death to its restart.
        hpa_stabilization_s: before an HPA lowers replicas to its floor.
    """

    def __init__(
        self,
        folder: Path,
        documents: Sequence[Object],
        *,
        access: Access | None = None,
        port: int = 0,
        restart_delay_s: float = 0.5,
        hpa_stabilization_s: float = 5.0,
    ) -> None:
        self.store = Store()
        self.access = access or Access()
        logs = folder / "pods"
        logs.mkdir(parents=True, exist_ok=True)
        for resource, document in manifests.runnable(documents):
            self.store.create(resource, document)
        if not self.store.list(NODES):
            self.store.create(NODES, objects.node("stand-in"))
        self._server = LoopbackServer(create_app(self.store, self.access), port=port)
        self._controllers = Controllers(self.store, hpa_stabilization_s)
        self._kubelet = Kubelet(self.store, logs, Mounts(self.store, folder / "volumes"), restart_delay_s)
        self._stopping = threading.Event()
        self._loop = threading.Thread(target=self._run, name="localcluster", daemon=True)
        self._failure: BaseException | None = None
        namespaces = [one["metadata"]["namespace"] for one in self.store.list(DEPLOYMENTS)]
        namespace = namespaces[0] if namespaces else "default"
        self.kubeconfig = kubeconfig.write(folder / "kubeconfig", self.url, self.access.token, namespace)

    @property
    def url(self) -> str:
        """The API server."""
        return self._server.url

    @property
    def http_sd_url(self) -> str:
        """Where Prometheus learns what to scrape."""
        return self.url + service_discovery.PATH

    @property
    def kills(self) -> list[Kill]:
        """Every container that ran out of memory so far."""
        return list(self._kubelet.kills)

    def kills_by_app(self) -> dict[str, int]:
        """How many, by Deployment."""
        return dict(Counter(kill.app for kill in self.kills))

    def replicas(self) -> dict[str, int]:
        """Wanted replicas, by Deployment."""
        return {one["metadata"]["name"]: one["spec"]["replicas"] for one in self.store.list(DEPLOYMENTS)}

    def ready_pods(self, deployment: str) -> list[Object]:
        """The pods of a Deployment (by their `app` label) that take requests, oldest first."""
        return [
            pod
            for pod in self.store.list(PODS)
            if pod["metadata"]["labels"].get("app") == deployment and objects.is_ready(pod)
        ]

    def ready_urls(self, deployment: str) -> list[str]:
        """Where they take them."""
        return [f"http://{objects.address(pod)}" for pod in self.ready_pods(deployment)]

    def wait_ready(self, deployment: str | None = None, *, timeout_s: float = 30.0) -> None:
        """Wait until a Deployment (default: each) has exactly its wanted pods, all ready.

        Raises:
            EnginesError: it has not within the time, or the stand-in itself failed.
        """
        deadline = time.monotonic() + timeout_s
        while self._unready(deployment):
            if self._failure is not None:
                raise EnginesError(f"the stand-in failed: {self._failure!r}") from self._failure
            if time.monotonic() > deadline:
                raise EnginesError(f"not ready within {timeout_s:g} s: {', '.join(self._unready(deployment))}")
            time.sleep(LOOP_S / 2)

    def _unready(self, deployment: str | None) -> list[str]:
        wanted = {name: count for name, count in self.replicas().items() if deployment in (None, name)}
        pods = Counter(pod["metadata"]["labels"].get("app") for pod in self.store.list(PODS))
        return [name for name, count in wanted.items() if not len(self.ready_pods(name)) == count == pods[name]]

    def _run(self) -> None:
        try:
            while not self._stopping.wait(LOOP_S):
                self._controllers.reconcile()
                self._kubelet.sync()
        except (OSError, EnginesError, ApiError, LookupError, TypeError, ValueError) as error:
            self._failure = error  # told to whoever waits
            raise
        finally:
            self._kubelet.stop_all()

    def __enter__(self) -> Self:
        self._server.__enter__()
        self._loop.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._loop.join()
        self._server.__exit__(kind, error, trace)

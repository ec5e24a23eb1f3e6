"""The demo's workloads on a real cluster, for as long as a `with` block lasts."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engines.apt import run
from engines.errors import EnginesError
from engines.supervisor import Supervisor
from flask import Flask, Response, jsonify
from kubernetes import client, config, utils
from kubernetes.client.exceptions import ApiException
from loopback.ports import HOST, free_port
from loopback.server import LoopbackServer

from realcluster import proxy, source
from realcluster.look import Look
from realcluster.watched import Watched

Object = dict[str, Any]
SD_PATH = "/sd/pods"


class RealCluster(Watched):
    """Answers what `localcluster.LocalCluster` answers.

    Args:
        folder: for the kubeconfig and kubectl's log; made if missing.
        documents: Kubernetes objects, as read from YAML; the first is the Namespace that holds the rest.
        context: of the user's kubeconfig.

    Raises:
        EnginesError: there is no kubectl, or no such context.
    """

    def __init__(self, folder: Path, documents: Sequence[Object], *, context: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._documents = documents
        self._namespace: str = documents[0]["metadata"]["name"]
        self.kubeconfig = write_kubeconfig(folder / "kubeconfig", context)
        self._api = config.new_client_from_config(str(self.kubeconfig))  # type: ignore[no-untyped-call]
        super().__init__(Look(self._api, self._namespace))
        self._supervisor = Supervisor(folder)
        self._proxy_url = f"http://{HOST}:{free_port()}"
        self._discovery_port = free_port()
        self._stack = ExitStack()

    @property
    def http_sd_url(self) -> str:
        """Where Prometheus learns what to scrape."""
        return f"http://{HOST}:{self._discovery_port}{SD_PATH}"

    def ready_urls(self, deployment: str) -> list[str]:
        """Where the pods of a Deployment take requests."""
        return [f"{self._proxy_url}{proxy.pod_path(pod)}/" for pod in self._look.ready_pods(deployment)]

    def _discovery_app(self) -> Flask:
        app = Flask("realcluster")

        @app.get(SD_PATH)
        def pods() -> Response:
            return jsonify(proxy.scrape_targets(self._look.pods(), self._proxy_url))

        return app

    def _create(self) -> None:
        core = client.CoreV1Api(self._api)
        try:
            core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=self._namespace)))
        except ApiException as error:
            if error.status == 409:
                raise EnginesError(
                    f"namespace {self._namespace} exists already; the demo makes and deletes its own"
                ) from error
            raise
        self._stack.callback(core.delete_namespace, self._namespace)
        objects = [source.config_map(self._namespace), *self._documents[1:]]
        utils.create_from_yaml(  # type: ignore[no-untyped-call]
            self._api, yaml_objects=objects, namespace=self._namespace
        )

    def __enter__(self) -> Self:
        with ExitStack() as half_way:
            half_way.callback(self._stack.close)
            self._stack.callback(self._api.close)
            self._create()
            self._stack.enter_context(self._supervisor)
            port = self._proxy_url.rpartition(":")[2]
            argv = ["kubectl", f"--kubeconfig={self.kubeconfig}", "proxy", f"--address={HOST}", f"--port={port}"]
            self._supervisor.start("kubectl-proxy", argv, ready_url=f"{self._proxy_url}/version")
            self._stack.enter_context(LoopbackServer(self._discovery_app(), port=self._discovery_port))
            half_way.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()


def write_kubeconfig(path: Path, context: str) -> Path:
    """Copy one context of the user's kubeconfig into a file of its own, readable by its owner only.

    Raises:
        EnginesError: there is no kubectl, or no such context.
    """
    text = run("kubectl", "config", "view", "--minify", "--flatten", f"--context={context}", "--output=yaml")
    path.touch(mode=0o600)
    path.write_text(text)
    return path

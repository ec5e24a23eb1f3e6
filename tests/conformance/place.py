"""Where the conformance tests run: the stand-in, or any real API server given by its kubeconfig.

The expectations are those of the Kubernetes API reference; a place only knows how to put objects there.
"""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import yaml
from kubernetes import client, config, utils
from localcluster import objects
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.controllers import Controllers
from localcluster.kubeconfig import write
from localcluster.manifests import runnable
from localcluster.resources import NODES, PODS, STORAGE_CLASSES
from localcluster.store import Store
from loopback.server import LoopbackServer

Apply = Callable[[dict[str, Any]], None]
STRANGER = "conformance-stranger"
ROLES = [Path(__file__).parents[2] / f"rules/generated/receiver/{name}.yaml" for name in ("role", "clusterrole")]
_NAMESPACE = "conformance"
_LABELS = {"app.kubernetes.io/part-of": "conformance-test"}
_TICK_S = 0.05
_READY = {"ready": True, "image": "pause", "imageID": "", "restartCount": 0}


class Place:
    """An API server and a namespace of it that is the tests' own.

    Attributes:
        api: the official client, with every right.
        stranger: the same, as a user without any right.
        receiver: the same, with the rights of the generated roles; in the stand-in with every right.
        classes: name of a storage class by whether it allows growth; where one is missing the server has no such class.
        apply: creates an object.
    """

    def __init__(
        self, kubeconfig: Path, namespace: str, classes: dict[bool, str], apply: Apply, token: str | None = None
    ) -> None:
        self.namespace = namespace
        self.classes = classes
        self.apply = apply
        self.api = config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]
        self.stranger = config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]
        self.stranger.set_default_header("Impersonate-User", STRANGER)
        self.receiver = bearing(kubeconfig, token) if token else config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *_: object) -> None:
        for api in (self.api, self.stranger, self.receiver):
            api.rest_client.pool_manager.clear()


def bearing(kubeconfig: Path, token: str) -> client.ApiClient:
    """A client of the same server that proves who it is by the token alone: a certificate would count for more."""
    settings: Any = client.Configuration()
    config.load_kube_config(str(kubeconfig), client_configuration=settings)  # type: ignore[no-untyped-call]
    settings.cert_file = settings.key_file = settings.username = settings.password = None
    settings.refresh_api_key_hook = None  # brings back the token of a program that the file names
    settings.api_key = {"BearerToken": f"Bearer {token}"}
    return client.ApiClient(settings)


def eventually(condition: Callable[[], bool], *, timeout_s: float = 60.0) -> bool:
    """Wait until something has become true; return whether it has."""
    deadline = time.monotonic() + timeout_s
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(_TICK_S)
    return met


def is_real() -> bool:
    """Whether it is a real cluster: CLUSTER_UNDER_TEST names its kubeconfig (`make test-cluster`, `test-control-plane`)."""
    return bool(os.environ.get("CLUSTER_UNDER_TEST"))


def is_thrown_away() -> bool:
    """Whether it is a cluster of ours, of which also that may be changed which is nobody's namespace."""
    return bool(os.environ.get("CLUSTER_IS_THROWN_AWAY"))


def under_test(folder: Path) -> AbstractContextManager[Place]:
    """The real cluster, or the stand-in."""
    return real(Path(os.environ["CLUSTER_UNDER_TEST"])) if is_real() else stand_in(folder)


@contextmanager
def stand_in(folder: Path) -> Iterator[Place]:
    """Serve the stand-in with its controllers; instead of a kubelet, pods on its node are ready at once."""
    store, access, stopping = Store(), Access(), threading.Event()
    controllers = Controllers(store)

    def tick() -> None:
        while not stopping.wait(_TICK_S):
            controllers.reconcile()
            with store.lock:
                for pod in store.list(PODS):
                    if pod["spec"].get("nodeName") and pod["status"]["phase"] == "Pending":
                        containers = [{**_READY, "name": one["name"]} for one in pod["spec"]["containers"]]
                        pod["status"] |= {"phase": "Running", "containerStatuses": containers}
                        store.replace(PODS, pod)

    def apply(document: dict[str, Any]) -> None:
        placed = {**document, "metadata": {**document["metadata"], "namespace": _NAMESPACE}}
        for resource, found in runnable([placed]):
            store.create(resource, found)

    for name, growing in (("growing", True), ("fixed", False)):
        metadata = {"name": name, "namespace": ""}
        document = {"metadata": metadata, "provisioner": "example.com/disks", "allowVolumeExpansion": growing}
        store.create(STORAGE_CLASSES, document)
    store.create(NODES, objects.node("stand-in"))
    ticker = threading.Thread(target=tick)
    with LoopbackServer(create_app(store, access)) as server, ExitStack() as stack:
        kubeconfig = write(folder / "kubeconfig", server.url, access.token, _NAMESPACE)
        ticker.start()
        stack.callback(ticker.join)
        stack.callback(stopping.set)
        yield stack.enter_context(Place(kubeconfig, _NAMESPACE, {True: "growing", False: "fixed"}, apply))


@contextmanager
def real(kubeconfig: Path) -> Iterator[Place]:
    """Use a namespace of a real cluster, made for this run and deleted after it; what a killed run leaves is labelled."""
    namespace = f"conformance-{secrets.token_hex(3)}"
    with closing(config.new_client_from_config(str(kubeconfig))) as api:  # type: ignore[no-untyped-call]
        core: Any = client.CoreV1Api(api)
        storage: Any = client.StorageV1Api(api)
        core.create_namespace({"metadata": _named(namespace)})
        try:
            # A class that binds late has no volume before a pod mounts it, so nothing to grow.
            classes = {
                bool(one.allow_volume_expansion): one.metadata.name
                for one in storage.list_storage_class().items
                if one.volume_binding_mode == "Immediate"
            }

            def apply(document: dict[str, Any]) -> None:
                group, _, version = document["apiVersion"].rpartition("/")
                if "." in group:  # of somebody's own definition: the client has no model of it
                    plural = f"{document['kind'].lower()}s"
                    client.CustomObjectsApi(api).create_namespaced_custom_object(
                        group, version, namespace, plural, document
                    )
                else:
                    utils.create_from_dict(api, document, namespace=namespace)  # type: ignore[no-untyped-call]

            with _rights(api, namespace) as token, Place(kubeconfig, namespace, classes, apply, token) as place:
                yield place
        finally:
            core.delete_namespace(namespace)


@contextmanager
def _rights(api: client.ApiClient, namespace: str) -> Iterator[str]:
    """Give a service account of the namespace the generated roles; yield its token."""
    core: Any = client.CoreV1Api(api)
    rbac: Any = client.RbacAuthorizationV1Api(api)
    core.create_namespaced_service_account(namespace, {"metadata": {"name": namespace}})
    role, cluster_role = ({**yaml.safe_load(file.read_text()), "metadata": _named(namespace)} for file in ROLES)
    subject = {"kind": "ServiceAccount", "name": namespace, "namespace": namespace}

    def binding(kind: str) -> dict[str, Any]:
        reference = {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": namespace}
        return {"metadata": _named(namespace), "subjects": [subject], "roleRef": reference}

    with ExitStack() as stack:
        rbac.create_namespaced_role(namespace, role)
        rbac.create_namespaced_role_binding(namespace, binding("Role"))
        rbac.create_cluster_role(cluster_role)
        stack.callback(rbac.delete_cluster_role, namespace)
        rbac.create_cluster_role_binding(binding("ClusterRole"))
        stack.callback(rbac.delete_cluster_role_binding, namespace)
        request = {"spec": {"expirationSeconds": 3600, "audiences": []}}
        yield core.create_namespaced_service_account_token(namespace, namespace, request).status.token


def _named(name: str) -> dict[str, Any]:
    return {"name": name, "labels": _LABELS}

"""Reads and patches workloads through the official client; every failure becomes one of our errors.

Each patch is a JSON merge patch that carries `metadata.resourceVersion`, so that the API server refuses it (409) when the
object changed since it was read: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from kubernetes import client
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from receiver.clients.http import retry_after_s
from receiver.domain.target import Autoscaler, Target, Workload
from receiver.errors import ConflictError, NotFoundError, PermanentError, TemporaryError

T = TypeVar("T")

_MERGE_PATCH = "application/merge-patch+json"
_OWNED_BY_WORKLOAD = "ReplicaSet"


def configuration() -> client.Configuration:
    """Return a configuration that leaves trying again to us.

    The library's own retries would sleep for as long as `Retry-After` says, in the middle of a step whose claim runs out.
    """
    made = client.Configuration()
    made.retries = False
    return made


class Kubernetes:
    """Implements the port `Cluster` for Deployments, StatefulSets and the HPAs above them.

    Args:
        api: a configured client of the official library.
        timeout_s: for connecting and for each wait on the socket.
    """

    def __init__(self, api: client.ApiClient, timeout_s: float = 10.0) -> None:
        self._core = client.CoreV1Api(api)
        self._apps = client.AppsV1Api(api)
        self._autoscaling = client.AutoscalingV2Api(api)
        self._timeout_s = timeout_s

    def owner_of(self, namespace: str, pod: str) -> Target:
        what = f"pod {namespace}/{pod}"
        owner = _controller(self._ask(f"read {what}", self._core.read_namespaced_pod, pod, namespace), what)
        if owner.kind == _OWNED_BY_WORKLOAD:
            what = f"replicaset {namespace}/{owner.name}"
            replica_set = self._ask(f"read {what}", self._apps.read_namespaced_replica_set, owner.name, namespace)
            owner = _controller(replica_set, what)
        return Target(owner.kind, namespace, owner.name)

    def workload(self, target: Target) -> Workload:
        read = self._verb("read", target)
        found = self._ask(f"read {target}", read, target.name, target.namespace)
        strategy = getattr(found.spec, "strategy", None)
        return Workload(
            target=target,
            replicas=found.spec.replicas if found.spec.replicas is not None else 1,
            resource_version=found.metadata.resource_version,
            paused=bool(getattr(found.spec, "paused", False)),
            recreate=strategy is not None and strategy.type == "Recreate",
            labels=found.metadata.labels or {},
            annotations=found.metadata.annotations or {},
            autoscaler=self._autoscaler_of(target),
        )

    def annotate(self, target: Target, annotations: Mapping[str, str | None], resource_version: str) -> str:
        body = _patch(resource_version, annotations)
        patched = self._ask(f"annotate {target}", self._verb("patch", target), target.name, target.namespace, body)
        return str(patched.metadata.resource_version)

    def set_replicas(self, target: Target, replicas: int, resource_version: str) -> None:
        body = _patch(resource_version, {}) | {"spec": {"replicas": replicas}}
        patch_scale = self._verb("patch", target, "_scale")
        self._ask(f"scale {target}", patch_scale, target.name, target.namespace, body)

    def set_min_replicas(
        self,
        target: Target,
        autoscaler: str,
        min_replicas: int,
        annotations: Mapping[str, str | None],
        resource_version: str,
    ) -> None:
        body = _patch(resource_version, annotations) | {"spec": {"minReplicas": min_replicas}}
        patch = self._autoscaling.patch_namespaced_horizontal_pod_autoscaler
        self._ask(f"patch hpa {target.namespace}/{autoscaler}", patch, autoscaler, target.namespace, body)

    def _autoscaler_of(self, target: Target) -> Autoscaler | None:
        listing = self._autoscaling.list_namespaced_horizontal_pod_autoscaler
        hpas: Any = self._ask(f"list hpas in {target.namespace}", listing, target.namespace)
        for hpa in hpas.items:
            reference = hpa.spec.scale_target_ref
            if (reference.kind, reference.name) == (target.kind, target.name):
                return _autoscaler(hpa)
        return None

    def _verb(self, verb: str, target: Target, subresource: str = "") -> Callable[..., Any]:
        kinds = {"Deployment": "deployment", "StatefulSet": "stateful_set"}
        if target.kind not in kinds:
            raise PermanentError(f"{target} is a {target.kind}; known kinds: {', '.join(sorted(kinds))}")
        call: Callable[..., Any] = getattr(self._apps, f"{verb}_namespaced_{kinds[target.kind]}{subresource}")
        return call

    def _ask(self, what: str, call: Callable[..., T], *arguments: Any) -> T:
        options: dict[str, Any] = {"_request_timeout": self._timeout_s}
        if what.startswith(("annotate", "scale", "patch")):
            options["_content_type"] = _MERGE_PATCH
        try:
            return call(*arguments, **options)
        except ApiException as error:
            raise _translated(what, error) from error
        except HTTPError as error:
            raise TemporaryError(f"{what}: the Kubernetes API cannot be reached ({type(error).__name__})") from error
        except ValueError as error:  # what the library finds unreadable, its models included
            raise TemporaryError(f"{what}: the Kubernetes API answered something else than its objects") from error


def _autoscaler(hpa: Any) -> Autoscaler:
    return Autoscaler(
        name=hpa.metadata.name,
        min_replicas=hpa.spec.min_replicas if hpa.spec.min_replicas is not None else 1,
        max_replicas=hpa.spec.max_replicas,
        resource_version=hpa.metadata.resource_version,
        annotations=hpa.metadata.annotations or {},
    )


def _patch(resource_version: str, annotations: Mapping[str, str | None]) -> dict[str, Any]:
    metadata: dict[str, Any] = {"resourceVersion": resource_version}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"metadata": metadata}


def _controller(found: Any, what: str) -> Any:
    owner = next((one for one in found.metadata.owner_references or [] if one.controller), None)
    if owner is None:
        raise PermanentError(f"{what} has no controlling owner, so there is nothing to scale")
    return owner


def _translated(what: str, error: ApiException) -> TemporaryError | PermanentError:
    message = f"{what}: Kubernetes answered {error.status} {error.reason}"
    if error.status == 409:
        return ConflictError(message)
    if error.status in (408, 429) or error.status is None or error.status >= 500:
        return TemporaryError(message, retry_after_s((error.headers or {}).get("Retry-After")))
    if error.status == 404:
        return NotFoundError(message)
    if error.status == 403:
        return PermanentError(f"{message}; the receiver's Role lacks this verb")
    return PermanentError(message)

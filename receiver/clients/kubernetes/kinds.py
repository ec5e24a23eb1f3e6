"""Where do objects of a kind live in the API, and can they be scaled?

A kind is written as kubectl shows it: `Deployment` for Kubernetes' own, `Rollout.argoproj.io` for anybody else's. Of its own
kinds only those with a `scale` subresource are known by heart; every other kind is looked up by discovery, so that whatever has
a `scale` subresource can be scaled: https://kubernetes.io/docs/reference/using-api/api-concepts/#discovery-api ,
https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#scale-subresource
"""

from dataclasses import dataclass
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.calls import Calls
from receiver.errors import NotFoundError, PermanentError


@dataclass(frozen=True, slots=True)
class Resource:
    """A kind's place in the API: `/apis/<group>/<version>/namespaces/<namespace>/<plural>`."""

    group: str
    version: str
    plural: str
    scalable: bool = False


_OWN = {
    "Deployment": Resource("apps", "v1", "deployments", scalable=True),
    "StatefulSet": Resource("apps", "v1", "statefulsets", scalable=True),
    "ReplicaSet": Resource("apps", "v1", "replicasets", scalable=True),
    "DaemonSet": Resource("apps", "v1", "daemonsets"),
    "Pod": Resource("", "v1", "pods"),
    "PersistentVolumeClaim": Resource("", "v1", "persistentvolumeclaims"),
    "Job": Resource("batch", "v1", "jobs"),
    "HorizontalPodAutoscaler": Resource("autoscaling", "v2", "horizontalpodautoscalers"),
}


def qualified(kind: str, api_version: str) -> str:
    """Write a kind as targets do: `("Rollout", "argoproj.io/v1alpha1")` is `Rollout.argoproj.io`."""
    group = api_version.rpartition("/")[0]
    return f"{kind}.{group}" if "." in group else kind


class Kinds:
    """Looks kinds up, each once: a kind does not move while the process lives."""

    def __init__(self, api: client.ApiClient, calls: Calls) -> None:
        self._groups = client.ApisApi(api)
        self._objects = client.CustomObjectsApi(api)
        self._calls = calls
        self._found: dict[str, Resource] = {}

    def resource(self, kind: str) -> Resource:
        """Return where a kind lives.

        Raises:
            NotFoundError: the API server does not serve its group or kind.
            PermanentError: neither one of Kubernetes' own that are known nor written as `Kind.group`.
        """
        if kind in _OWN:
            return _OWN[kind]
        if "." not in kind:
            known = ", ".join(_OWN)
            raise PermanentError(f"the kind {kind!r} is not known; known are {known}, and others as `Kind.group`")
        if kind not in self._found:
            self._found[kind] = self._discovered(kind)
        return self._found[kind]

    def _discovered(self, kind: str) -> Resource:
        name, _, group = kind.partition(".")
        what = f"look up the kind {kind}"
        versions = self._calls.read(what, _preferred_versions, self._groups.get_api_versions)
        if group not in versions:
            raise NotFoundError(f"{what}: the API server serves no group {group!r}")
        version = versions[group]
        served = self._calls.read(what, _kinds_by_path, self._objects.get_api_resources, group, version)
        plural = next((path for path, kind_there in served.items() if kind_there == name and "/" not in path), None)
        if plural is None:
            raise NotFoundError(f"{what}: {group}/{version} has no such kind")
        return Resource(group, version, plural, scalable=f"{plural}/scale" in served)


def _preferred_versions(groups: Any) -> dict[str, str]:
    return {group.name: group.preferred_version.version for group in groups.groups}


def _kinds_by_path(served: Any) -> dict[str, str]:
    return {resource.name: resource.kind for resource in served.resources}

"""The objects, their versions, and the one rule about changing them: never over somebody else's change.

Callers get copies; only `create`, `replace` and `delete` change what is stored. `lock` is public so that a read, a
decision and a write can be one step.
"""

import copy
import itertools
import threading
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from localcluster.resources import DEPLOYMENTS, Resource
from localcluster.status import already_exists, conflict, not_found

Object = dict[str, Any]


def timestamp() -> str:
    """Now, as the API writes times."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Pods(Protocol):
    """What runs pods needs of a store: which there are, with their claims, and to say how they are."""

    def list(self, resource: Resource) -> Sequence[Object]:
        """Copies of what there is of a kind."""
        ...

    def replace(self, resource: Resource, wanted: Object) -> object:
        """Store a changed object."""
        ...


class Store:
    """Objects by kind, namespace and name, in order of creation."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._objects: dict[tuple[Resource, str, str], Object] = {}
        self._versions = itertools.count(1)
        self._version = "0"

    @property
    def version(self) -> str:
        """The newest resourceVersion, which lists carry."""
        return self._version

    def create(self, resource: Resource, wanted: Mapping[str, Any]) -> Object:
        """Store a new object under `metadata.namespace` and `metadata.name`.

        Raises:
            ApiError: 409, there is one of this name.
        """
        made = copy.deepcopy(dict(wanted))
        made |= {"apiVersion": resource.api_version, "kind": resource.kind}
        with self.lock:
            if _key(resource, made) in self._objects:
                raise already_exists(resource.qualified, made["metadata"]["name"])
            made["metadata"] |= {
                "uid": str(uuid.uuid4()),
                "creationTimestamp": timestamp(),
                "resourceVersion": self._next(),
                "generation": 1,
            }
            self._objects[_key(resource, made)] = made
            return copy.deepcopy(made)

    def get(self, resource: Resource, namespace: str, name: str) -> Object:
        """Read one object.

        Raises:
            ApiError: 404.
        """
        with self.lock:
            found = self._objects.get((resource, namespace, name))
            if found is None:
                raise not_found(resource.qualified, name)
            return copy.deepcopy(found)

    def list(self, resource: Resource, namespace: str | None = None) -> list[Object]:
        """Read all objects of a kind, oldest first; of every namespace when none is given."""
        with self.lock:
            return [
                copy.deepcopy(found)
                for (kind, where, _), found in self._objects.items()
                if kind is resource and namespace in (None, where)
            ]

    def replace(self, resource: Resource, wanted: Object, *, dry_run: bool = False) -> Object:
        """Store a changed object. One that is unchanged keeps its version; a changed `spec` is a new generation, and so are a
        Deployment's annotations, which its controller hands on to its ReplicaSets.

        Raises:
            ApiError: 404; 409 when `metadata.resourceVersion` is given and is not the stored one.
        """
        with self.lock:
            old = self.get(resource, wanted["metadata"]["namespace"], wanted["metadata"]["name"])
            metadata = old["metadata"]
            if wanted["metadata"].get("resourceVersion", metadata["resourceVersion"]) != metadata["resourceVersion"]:
                raise conflict(resource.qualified, metadata["name"])
            new = copy.deepcopy(wanted)
            for owned in (
                "uid",
                "creationTimestamp",
                "resourceVersion",
                "generation",
            ):  # the server's, not the caller's
                new["metadata"][owned] = metadata[owned]
            new["metadata"].pop("managedFields", None)
            if new == old:
                return new
            if _counted(resource, new) != _counted(resource, old):
                new["metadata"]["generation"] += 1
            if not dry_run:
                new["metadata"]["resourceVersion"] = self._next()
                self._objects[_key(resource, new)] = copy.deepcopy(new)
            return new

    def delete(self, resource: Resource, namespace: str, name: str) -> None:
        """Remove an object if it is there."""
        with self.lock:
            if self._objects.pop((resource, namespace, name), None) is not None:
                self._next()

    def _next(self) -> str:
        self._version = str(next(self._versions))
        return self._version


def _key(resource: Resource, stored: Object) -> tuple[Resource, str, str]:
    return resource, stored["metadata"]["namespace"], stored["metadata"]["name"]


def _counted(resource: Resource, stored: Object) -> tuple[Any, Any]:
    """What makes a new generation when it changes."""
    annotations = stored["metadata"].get("annotations") or {}
    return stored.get("spec"), annotations if resource is DEPLOYMENTS else None

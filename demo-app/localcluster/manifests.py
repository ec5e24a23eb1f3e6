"""Reads the Kubernetes manifests of a workload; the stand-in takes from them the kinds it runs."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from localcluster.resources import (
    DEPLOYMENTS,
    DISRUPTION_BUDGETS,
    HPAS,
    LIMIT_RANGES,
    NODES,
    PVCS,
    QUOTAS,
    SCALED_OBJECTS,
    STATEFULSETS,
    STORAGE_CLASSES,
    Resource,
)
from localcluster.store import Object

DEFAULTS: dict[Resource, tuple[Object, Object]] = {
    DEPLOYMENTS: ({"replicas": 1}, {"status": {}}),
    STATEFULSETS: ({"replicas": 1}, {"status": {"replicas": 0}}),
    PVCS: ({"accessModes": ["ReadWriteOnce"]}, {"status": {"phase": "Pending"}}),
    STORAGE_CLASSES: ({}, {}),
    QUOTAS: ({}, {"status": {}}),
    LIMIT_RANGES: ({}, {}),
    NODES: ({}, {}),
    DISRUPTION_BUDGETS: ({}, {"status": {}}),
    HPAS: ({"minReplicas": 1}, {"status": {"currentReplicas": 0, "desiredReplicas": 0}}),
    SCALED_OBJECTS: ({}, {}),
}
RUNNABLE = {one.kind: one for one in DEFAULTS}


def read(paths: Iterable[Path]) -> list[Object]:
    """Read every object of YAML files, in order; a `List` stands for its items."""
    documents = [document for path in paths for document in yaml.safe_load_all(path.read_text()) if document]
    return [
        item for document in documents for item in (document["items"] if document["kind"] == "List" else [document])
    ]


def runnable(documents: Iterable[Object]) -> list[tuple[Resource, Object]]:
    """Pick the kinds that mean something here, with the API server's defaults filled in."""
    picked = []
    for document in documents:
        resource = RUNNABLE.get(document.get("kind", ""))
        if resource is not None:
            namespace = "default" if resource.namespaced else ""
            filled = {**document, "metadata": {"namespace": namespace, **document["metadata"]}}
            spec, status = DEFAULTS[resource]
            if "spec" in document:
                filled["spec"] = {**spec, **document["spec"]}
            picked.append((resource, {**filled, **status}))
    return picked

"""Reads the Kubernetes manifests of a workload; the stand-in takes from them the kinds it runs."""

from collections.abc import Iterable
from pathlib import Path

import yaml

from localcluster.resources import DEPLOYMENTS, HPAS, Resource
from localcluster.store import Object

DEFAULTS: dict[Resource, tuple[Object, Object]] = {
    DEPLOYMENTS: ({"replicas": 1}, {"status": {}}),
    HPAS: ({"minReplicas": 1}, {"status": {"currentReplicas": 0, "desiredReplicas": 0}}),
}
RUNNABLE = {one.kind: one for one in DEFAULTS}


def read(paths: Iterable[Path]) -> list[Object]:
    """Read every object of YAML files, in order; a `List` stands for its items."""
    documents = [document for path in paths for document in yaml.safe_load_all(path.read_text()) if document]
    return [
        item for document in documents for item in (document["items"] if document["kind"] == "List" else [document])
    ]


def runnable(documents: Iterable[Object]) -> list[tuple[Resource, Object]]:
    """Pick Deployments and HPAs, with the API server's defaults filled in; Namespaces, Services and the rest have no
    meaning here.
    """
    picked = []
    for document in documents:
        resource = RUNNABLE.get(document.get("kind", ""))
        if resource is not None:
            metadata = {"namespace": "default", **document["metadata"]}
            spec, status = DEFAULTS[resource]
            picked.append(
                (resource, {**document, "metadata": metadata, "spec": {**spec, **document["spec"]}, **status})
            )
    return picked

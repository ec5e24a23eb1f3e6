"""What the resource definitions of the Prometheus operator and of KEDA say of a resource.

The models are generated from their CRDs (`cloudcoil.models.prometheus_operator`, of release 0.80; `cloudcoil.models.keda`, of
release 2.16). They let unknown fields pass, which an API server with field validation does not, so every model is made strict
before it is built; and built when it is first needed, because there are thousands. Not asked here: `metadata`, which is
Kubernetes' own, and what only the operator's admission webhook knows (PromQL, durations of an AlertmanagerConfig).
"""

import importlib
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

_MODELS = {"monitoring.coreos.com": "prometheus_operator", "keda.sh": "keda"}


def objections(resource: dict[str, Any]) -> list[str]:
    """Problems as `field: message`, none for a resource that the API server would take.

    Args:
        resource: of a group of theirs; another group is a mistake of the test.
    """
    group, _, version = resource["apiVersion"].partition("/")
    model: type[BaseModel] = getattr(_models(_MODELS[group], version), resource["kind"])
    try:
        model.model_validate(resource)
    except ValidationError as error:
        return [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]
    return []


@cache
def _models(package: str, version: str) -> Any:
    base = importlib.import_module("cloudcoil.pydantic").BaseModel
    base.model_config.update(extra="forbid", defer_build=True)
    return importlib.import_module(f"cloudcoil.models.{package}.{version}")

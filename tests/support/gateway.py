"""What the Gateway API says of an HTTPRoute, as far as the chart writes one.

No package brings its definition as a schema that can be asked, so these models say it in our words: the fields that we use with
their limits, and no others. Limits are those of v1.0; later versions allow more. https://gateway-api.sigs.k8s.io/reference/spec/#httproute
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

Name = Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]
Port = Annotated[int, Field(strict=True, ge=1, le=65535)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel)


class _Parent(_Strict):
    group: str = "gateway.networking.k8s.io"
    kind: str = "Gateway"
    name: Name
    namespace: Name | None = None
    section_name: Name | None = None
    port: Port | None = None


class _Path(_Strict):
    type: Literal["Exact", "PathPrefix"]
    value: Annotated[str, Field(pattern=r"^/([^/?#%]+(/[^/?#%]+)*)?$", max_length=1024)]


class _Match(_Strict):
    path: _Path


class _Backend(_Strict):
    name: Name
    port: Port


class _Rule(_Strict):
    matches: Annotated[list[_Match], Field(min_length=1, max_length=8)]
    backend_refs: Annotated[list[_Backend], Field(min_length=1, max_length=16)]


class _Spec(_Strict):
    parent_refs: Annotated[list[_Parent], Field(min_length=1, max_length=32)]
    hostnames: Annotated[list[Name], Field(min_length=1, max_length=16)]
    rules: Annotated[list[_Rule], Field(min_length=1, max_length=16)]


class _Route(_Strict):
    api_version: Literal["gateway.networking.k8s.io/v1"]
    kind: Literal["HTTPRoute"]
    metadata: dict[str, Any]
    spec: _Spec


def objections(resource: dict[str, Any]) -> list[str]:
    """Problems as `field: message`, none for a route that a cluster with the Gateway API would take."""
    try:
        _Route.model_validate(resource)
    except ValidationError as error:
        return [f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" for detail in error.errors()]
    return []

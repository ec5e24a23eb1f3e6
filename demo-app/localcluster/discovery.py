"""What kubectl asks before it asks for anything: versions, groups and kinds."""

from typing import Any

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from localcluster.resources import RESOURCES, Resource
from localcluster.status import ApiError

VERSION = {
    "major": "1",
    "minor": "33",
    "gitVersion": "v1.33.0+stand-in",
    "gitCommit": "",
    "gitTreeState": "",
    "buildDate": "",
    "goVersion": "",
    "compiler": "",
    "platform": "local",
}
bp = Blueprint("discovery", __name__)


@bp.get("/version/", strict_slashes=False)
def version() -> ResponseReturnValue:
    """The server's version."""
    return jsonify(VERSION)


@bp.get("/api/", strict_slashes=False)
def core() -> ResponseReturnValue:
    """Versions of the core group."""
    return jsonify({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []})


@bp.get("/apis/", strict_slashes=False)
def groups() -> ResponseReturnValue:
    """The named groups."""
    known = sorted({(one.group, one.version) for one in RESOURCES if one.group})
    listed = [_group(group, version) for group, version in known]
    return jsonify({"kind": "APIGroupList", "apiVersion": "v1", "groups": listed})


@bp.get("/api/<version>/", defaults={"group": ""}, strict_slashes=False)
@bp.get("/apis/<group>/<version>/", strict_slashes=False)
def kinds(group: str, version: str) -> ResponseReturnValue:
    """The kinds of one group and version."""
    found = [one for one in RESOURCES if (one.group, one.version) == (group, version)]
    if not found:
        raise ApiError(404, "NotFound", "the server could not find the requested resource")
    return jsonify(
        {
            "kind": "APIResourceList",
            "apiVersion": "v1",
            "groupVersion": found[0].api_version,
            "resources": [entry for one in found for entry in _entries(one)],
        }
    )


def _group(group: str, version: str) -> dict[str, Any]:
    preferred = {"groupVersion": f"{group}/{version}", "version": version}
    return {"name": group, "versions": [preferred], "preferredVersion": preferred}


def _entries(resource: Resource) -> list[dict[str, Any]]:
    entry = {
        "name": resource.plural,
        "singularName": resource.kind.lower(),
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": list(resource.verbs),
        "shortNames": list(resource.short_names),
    }
    below = [_below(resource, "scale", "autoscaling", "v1", "Scale")] if resource.scalable else []
    below += [_below(resource, "resize", resource.group, resource.version, resource.kind)] if resource.resizable else []
    return [entry, *below]


def _below(resource: Resource, name: str, group: str, version: str, kind: str) -> dict[str, Any]:
    return {
        "name": f"{resource.plural}/{name}",
        "singularName": "",
        "namespaced": True,
        "group": group,
        "version": version,
        "kind": kind,
        "verbs": ["get", "patch", "update"],
    }

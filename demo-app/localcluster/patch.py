"""The patch formats a client may send.

JSON merge patch (RFC 7386), strategic merge patch (lists of objects merge by the key Kubernetes declares for them; no `$patch`
directives) and JSON patch (RFC 6902: test, replace, add, remove on object members).
"""

import copy
from typing import Any

from localcluster.status import ApiError, bad_request

MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
JSON = "application/json-patch+json"
# By field name: https://kubernetes.io/docs/reference/ lists them as "patch merge key".
MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "env": "name",
    "volumes": "name",
    "ports": "containerPort",
    "conditions": "type",
    "ownerReferences": "uid",
}


def apply(content_type: str, target: dict[str, Any], change: Any) -> dict[str, Any]:
    """Give the patched object; the target stays as it is.

    Raises:
        ApiError: 415 for another format, 400 for a body that does not fit its format, 422 for a failed JSON patch.
    """
    result = copy.deepcopy(target)
    if content_type == JSON:
        if not isinstance(change, list):
            raise bad_request("a JSON patch is a list of operations")
        for operation in change:
            _operate(result, operation)
        return result
    if content_type not in (MERGE, STRATEGIC):
        raise unsupported(JSON, MERGE, STRATEGIC)
    if not isinstance(change, dict):
        raise bad_request("a merge patch is an object")
    return _merge(result, change, strategic=content_type == STRATEGIC)


def unsupported(*accepted: str) -> ApiError:
    """415: a patch in a format that is not accepted here."""
    message = f"the body of the request was in an unknown format - accepted media types include: {', '.join(accepted)}"
    return ApiError(415, "UnsupportedMediaType", message)


def _merge(target: dict[str, Any], change: dict[str, Any], *, strategic: bool) -> dict[str, Any]:
    for key, value in change.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            old = target.get(key)
            target[key] = _merge(old if isinstance(old, dict) else {}, value, strategic=strategic)
        elif strategic and key in MERGE_KEYS and isinstance(value, list):
            target[key] = _merge_list(target.get(key) or [], value, MERGE_KEYS[key])
        else:
            target[key] = value
    return target


def _merge_list(old: list[dict[str, Any]], change: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    by_key = {item.get(key): item for item in old}
    for item in change:
        by_key[item.get(key)] = _merge(by_key.get(item.get(key), {}), item, strategic=True)
    return list(by_key.values())


def _operate(target: dict[str, Any], operation: Any) -> None:
    try:
        verb, path = operation["op"], operation["path"]
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")[1:]]
        place: Any = target
        for part in parents:
            place = place[int(part)] if isinstance(place, list) else place[part]
        if verb in ("test", "replace", "remove"):
            found = place[last]
        value = operation["value"] if verb in ("test", "replace", "add") else None
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ApiError(422, "Invalid", f"the server rejected our request: {operation!r} does not apply") from error
    if verb == "test" and found != value:
        raise ApiError(422, "Invalid", f"the server rejected our request: testing value {path} failed")
    if verb in ("replace", "add"):
        place[last] = value
    elif verb == "remove":
        del place[last]
    elif verb != "test":
        raise bad_request(f"unknown operation {verb!r}")

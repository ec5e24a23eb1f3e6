"""The HTTP API over the store: routing, authentication, and one step per write."""

import json
import uuid
from typing import Any

from flask import Blueprint, Flask, jsonify, request
from flask.typing import ResponseReturnValue

from localcluster import patch, resize, scale, selectors, service_discovery, volumes
from localcluster.access import USER, Access
from localcluster.discovery import bp as discovery
from localcluster.resources import ACCESS_REVIEWS, EVENTS, PVCS, Resource, find
from localcluster.status import ApiError, bad_request, not_found
from localcluster.store import Object, Store
from localcluster.validation import check_change, check_event

VERBS = {"GET": "get", "PATCH": "patch", "PUT": "update"}
CORE = "/api/<version>"
NAMED = "/apis/<group>/<version>"


def create_app(store: Store, access: Access) -> Flask:
    """Build the app: the Kubernetes API behind the token, service discovery for Prometheus beside it."""
    app = Flask("localcluster")
    app.register_blueprint(discovery)
    app.register_blueprint(_objects(store, access))
    app.register_blueprint(service_discovery.blueprint(store))

    @app.before_request
    def authenticate() -> None:
        if request.path != service_discovery.PATH:
            access.authenticate(request.headers.get("Authorization"))

    @app.errorhandler(ApiError)
    def refused(error: ApiError) -> ResponseReturnValue:
        return jsonify(error.body()), error.code

    @app.errorhandler(404)
    def unknown(_: Exception) -> ResponseReturnValue:
        return refused(ApiError(404, "NotFound", "the server could not find the requested resource"))

    @app.errorhandler(405)
    def not_allowed(_: Exception) -> ResponseReturnValue:
        return refused(
            ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")
        )

    return app


def _objects(store: Store, access: Access) -> Blueprint:
    bp = Blueprint("objects", __name__)

    def everywhere(version: str, plural: str, group: str = "") -> ResponseReturnValue:
        return listing(version, plural, None, group)

    def listing(version: str, plural: str, namespace: str | None, group: str = "") -> ResponseReturnValue:
        resource = _resource(group, version, plural)
        if request.args.get("watch") in ("true", "1"):
            raise ApiError(405, "MethodNotAllowed", "the stand-in does not watch")
        access.authorize("list", resource, namespace or "", user=_user())
        wanted = selectors.parse(request.args.get("labelSelector", ""))
        with store.lock:
            items = [one for one in store.list(resource, namespace) if wanted(one["metadata"].get("labels") or {})]
            metadata = {"resourceVersion": store.version}
        chunk, onward = _chunk(items)
        return jsonify(
            {
                "kind": f"{resource.kind}List",
                "apiVersion": resource.api_version,
                "metadata": {**metadata, **onward},
                "items": chunk,
            }
        )

    def create(version: str, plural: str, namespace: str, group: str = "") -> ResponseReturnValue:
        resource = _resource(group, version, plural)
        access.authorize("create", resource, namespace, user=_user())
        if resource is not EVENTS:
            raise ApiError(405, "MethodNotAllowed", f"the stand-in creates no {resource.plural} through its API")
        event = _body()
        check_event(namespace, event)
        metadata = event.setdefault("metadata", {})
        metadata["namespace"] = namespace
        metadata.setdefault("name", f"{metadata.get('generateName', 'event-')}{uuid.uuid4().hex[:10]}")
        return jsonify(event if _dry_run() else store.create(resource, event)), 201

    def item(
        version: str, plural: str, namespace: str, name: str, subresource: str = "", group: str = ""
    ) -> ResponseReturnValue:
        resource = _resource(group, version, plural)
        verb = VERBS[request.method]
        access.authorize(verb, resource, namespace, name, subresource, user=_user())
        if subresource and not _has(resource, subresource):
            raise not_found(f"{resource.qualified}/{subresource}", name)
        if verb != "get" and verb not in resource.verbs:
            raise ApiError(405, "MethodNotAllowed", f"the stand-in does not {verb} {resource.plural}")
        with store.lock:
            old = store.get(resource, namespace, name)
            if verb != "get":
                new = _changed(resource, old, subresource)
                if resource is PVCS:
                    volumes.check_class(store, old, new)
                if subresource == "resize":
                    resize.check_quota(store, old, new)
                old = store.replace(resource, new, dry_run=_dry_run())
        return jsonify(scale.view(old) if subresource == "scale" else old)

    def review_access(version: str) -> ResponseReturnValue:
        resource = _resource(ACCESS_REVIEWS.group, version, ACCESS_REVIEWS.plural)
        access.authorize_review(user=_user())
        review = _body()
        asked = review.get("spec", {}).get("resourceAttributes") or {}
        what = "/".join(filter(None, (asked.get("resource"), asked.get("subresource"))))
        answer = {"allowed": access.allows(asked.get("verb", ""), what, user=_user())}
        return jsonify({**review, "apiVersion": resource.api_version, "kind": resource.kind, "status": answer}), 201

    def cluster_wide(version: str, plural: str, name: str, group: str = "") -> ResponseReturnValue:
        if _resource(group, version, plural).namespaced:
            raise ApiError(404, "NotFound", "the server could not find the requested resource")
        return item(version, plural, "", name, group=group)

    bp.add_url_rule(
        f"/apis/{ACCESS_REVIEWS.group}/<version>/{ACCESS_REVIEWS.plural}", view_func=review_access, methods=["POST"]
    )
    for prefix in (CORE, NAMED):
        bp.add_url_rule(f"{prefix}/<plural>/<name>", view_func=cluster_wide)
        bp.add_url_rule(f"{prefix}/<plural>", view_func=everywhere)
        collection = f"{prefix}/namespaces/<namespace>/<plural>"
        bp.add_url_rule(collection, view_func=listing)
        bp.add_url_rule(collection, view_func=create, methods=["POST"])
        for path in (f"{collection}/<name>", f"{collection}/<name>/<subresource>"):
            bp.add_url_rule(path, view_func=item, methods=list(VERBS))
    return bp


def _has(resource: Resource, subresource: str) -> bool:
    return {"scale": resource.scalable, "resize": resource.resizable}.get(subresource, False)


def _changed(resource: Resource, old: Object, subresource: str) -> Object:
    seen = scale.view(old) if subresource == "scale" else old
    body = _body()
    if request.method == "PATCH" and resource.custom and request.mimetype == patch.STRATEGIC:
        raise patch.unsupported(patch.JSON, patch.MERGE)
    new = patch.apply(request.mimetype, seen, body) if request.method == "PATCH" else body
    if not isinstance(new.get("metadata"), dict):
        raise bad_request("metadata is missing")
    if subresource == "scale":
        return scale.write_back(resource, old, new)
    if subresource == "resize":
        return resize.write_back(old, new)
    check_change(resource, old, new)
    return {**new, "status": old.get("status", {})}  # reported by the control plane only


def _resource(group: str, version: str, plural: str) -> Resource:
    resource = find(group, version, plural)
    if resource is None:
        raise ApiError(404, "NotFound", "the server could not find the requested resource")
    return resource


def _body() -> Any:
    try:
        return json.loads(request.get_data())
    except ValueError as error:
        raise bad_request(f"the body is not JSON: {error}") from error


def _user() -> str:
    return request.headers.get("Impersonate-User", USER)


def _chunk(items: list[Object]) -> tuple[list[Object], dict[str, str]]:
    """The part of a list that was asked for, and what to ask on with.

    https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
    """
    limit, start = int(request.args.get("limit") or 0), int(request.args.get("continue") or 0)
    end = start + limit if limit else len(items)
    return items[start:end], {"continue": str(end)} if end < len(items) else {}


def _dry_run() -> bool:
    return request.args.get("dryRun") == "All"

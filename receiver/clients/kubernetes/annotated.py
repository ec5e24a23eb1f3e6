"""Which objects of a namespace carry an annotation? Annotations cannot be selected by, so the objects are listed and looked
through.

In pages, so that no answer is as large as a namespace:
https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from kubernetes import client

from receiver.clients.kubernetes.calls import Calls
from receiver.clients.kubernetes.kinds import Kinds
from receiver.domain.target import Annotated, Target
from receiver.errors import NotFoundError, PermanentError

_PAGE = 200


class AnnotatedObjects:
    """Looks through one namespace after the other."""

    def __init__(self, api: client.ApiClient, calls: Calls, kinds: Kinds) -> None:
        self._objects = client.CustomObjectsApi(api)
        self._calls = calls
        self._kinds = kinds

    def find(self, namespace: str, kinds: Sequence[str], annotation: str) -> tuple[list[Annotated], list[str]]:
        """Return the objects of these kinds with this annotation, and what could not be looked through, for people."""
        found: list[Annotated] = []
        unread: list[str] = []
        for kind in kinds:
            try:
                found.extend(self._of_kind(kind, namespace, annotation))
            except NotFoundError:
                continue  # nobody has installed this kind here
            except PermanentError as error:
                unread.append(str(error))
        return found, unread

    def _of_kind(self, kind: str, namespace: str, annotation: str) -> Iterator[Annotated]:
        resource = self._kinds.resource(kind)
        place = (resource.group, resource.version, namespace, resource.plural)
        after: str | None = None
        while True:
            after, page = self._calls.read(
                f"list {resource.plural} in {namespace}",
                lambda listed: (listed["metadata"].get("continue") or None, _carrying(listed["items"], annotation)),
                partial(self._objects.list_namespaced_custom_object, limit=_PAGE, _continue=after),
                *place,
            )
            yield from (Annotated(Target(kind, namespace, name), text) for name, text in page)
            if after is None:
                return


def _carrying(items: list[dict[str, Any]], annotation: str) -> list[tuple[str, str]]:
    return [
        (one["metadata"]["name"], str(one["metadata"]["annotations"][annotation]))
        for one in items
        if annotation in (one["metadata"].get("annotations") or {})
    ]

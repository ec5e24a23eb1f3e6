"""Who may do what: one bearer token, and a table of denied verbs."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from localcluster.resources import ACCESS_REVIEWS, Resource
from localcluster.status import ApiError

USER = "system:serviceaccount:forecast:receiver"


class Access:
    """Everything is allowed to the bearer of the token, except what was denied.

    Args:
        token: the secret; a fresh one by default.
        allowed: verbs by resource (`deployments/scale`), as Roles grant them; None = everything.
        required: False lets anybody in. kubectl sends no token to a server without TLS, which the stand-in is.
    """

    def __init__(
        self, token: str | None = None, *, required: bool = True, allowed: Iterable[tuple[str, str]] | None = None
    ) -> None:
        self._required = required
        self._allowed = None if allowed is None else frozenset(allowed)
        self.token = token or secrets.token_urlsafe(24)
        self._denied: set[tuple[str, str]] = set()

    def authenticate(self, header: str | None) -> None:
        """Compare an Authorization header.

        Raises:
            ApiError: 401.
        """
        if not self._required:
            return
        scheme, _, given = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(given.encode(), self.token.encode()):
            raise ApiError(401, "Unauthorized", "Unauthorized")

    def authorize(
        self, verb: str, resource: Resource, namespace: str, name: str = "", subresource: str = "", *, user: str = USER
    ) -> None:
        """Look the request up in the table, as RBAC would.

        Raises:
            ApiError: 403.
        """
        what = f"{resource.plural}/{subresource}" if subresource else resource.plural
        if self.allows(verb, what, user=user):
            return
        raise self._forbidden(verb, resource, what, namespace, name, user)

    def authorize_review(self, *, user: str = USER) -> None:
        """Let everybody ask what they may do, as the ClusterRole system:basic-user does, except where that is denied.

        Raises:
            ApiError: 403.
        """
        if ("create", ACCESS_REVIEWS.plural) in self._denied:
            raise self._forbidden("create", ACCESS_REVIEWS, ACCESS_REVIEWS.plural, "", "", user)

    @staticmethod
    def _forbidden(verb: str, resource: Resource, what: str, namespace: str, name: str, user: str) -> ApiError:
        message = (
            f'{resource.qualified} "{name}" is forbidden: User "{user}" cannot {verb} resource "{what}" '
            f'in API group "{resource.group}" in the namespace "{namespace}"'
        )
        return ApiError(403, "Forbidden", message, {"name": name, "group": resource.group, "kind": resource.plural})

    def allows(self, verb: str, what: str, *, user: str = USER) -> bool:
        """Tell whether a verb on a resource (`deployments`) or subresource (`deployments/scale`) is allowed.

        Only the bearer of the token has rights; whoever it impersonates has none.
        """
        granted = self._allowed is None or (verb, what) in self._allowed
        return user == USER and granted and (verb, what) not in self._denied

    def grant_everything(self) -> None:
        """Let the bearer do what no Role says."""
        self._allowed = None

    @contextmanager
    def denied(self, verb: str, what: str) -> Iterator[None]:
        """Deny a verb on a resource (`deployments`) or subresource (`deployments/scale`) inside a block."""
        self._denied.add((verb, what))
        try:
            yield
        finally:
            self._denied.discard((verb, what))

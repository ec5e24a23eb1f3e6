"""One call of the Kubernetes API: bounded in time, never repeated by the library, its failures turned into ours.

Each patch is a JSON merge patch that carries `metadata.resourceVersion`, so that the API server refuses it (409) when the
object changed since it was read: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from kubernetes import client
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from receiver import conventions
from receiver.clients.http import retry_after_s
from receiver.errors import ConflictError, NotFoundError, PermanentError, RefusedError, TemporaryError

T = TypeVar("T")

_AS_PATCH = {"_content_type": "application/merge-patch+json", "field_manager": conventions.FIELD_MANAGER}
_STRATEGIC = "application/strategic-merge-patch+json"
_LONGEST_SAID = 300
_AS_SUCH = (403, 422)
"""Answers about the change itself: who asks must not make it, or nobody may."""
_PASSES = (401, 408, 429)
"""Answers about the moment. 401 is about who asks and not about what: a token that is being rotated, an API server that comes
up and cannot tell yet; what of that lasts a person can mend, and nothing is written off before."""
_UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)
"""What the library or a parser says to a captive portal's page, a cut answer, a field of another type."""


def configuration() -> client.Configuration:
    """Return a configuration that leaves trying again to us, and goes by no proxy but a kubeconfig's.

    The library's own retries would sleep for as long as `Retry-After` says, in the middle of a step whose claim runs out. The
    environment's proxy is for the way out of the cluster; `NO_PROXY` hardly ever names the number by which a pod knows its API.
    """
    made = client.Configuration()
    made.retries = False
    made.proxy = None
    return made


def read_token_anew(made: client.Configuration, file: Path) -> None:
    """Have the token in the file sent, as it is at each call.

    The library's own way remembers it for a minute by a clock that can be set back, and lets a file that cannot be read at this
    moment look like a bug of ours.
    """

    def refresh(used: client.Configuration) -> None:
        try:
            token = file.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise TemporaryError(f"the service account's token cannot be read: {type(error).__name__}") from error
        used.api_key = dict.fromkeys(used.api_key, f"Bearer {token}")

    made.refresh_api_key_hook = refresh  # type: ignore[assignment]  # the library types it as never set


class Calls:
    """Calls methods of the official library.

    Args:
        timeout_s: for connecting and for each wait on the socket.
        dry_run: have every patch checked and answered, and none stored.
    """

    def __init__(self, timeout_s: float, *, dry_run: bool = False) -> None:
        self._timeout_s = timeout_s
        self._patching = {**_AS_PATCH, **({"dry_run": "All"} if dry_run else {})}

    def read(self, what: str, parse: Callable[[Any], T], call: Callable[..., Any], *arguments: Any) -> T:
        """Call something that reads, and make our value of the answer; `what` is how messages name the step."""
        return self._ask(what, parse, call, arguments, {})

    def patch(self, what: str, parse: Callable[[Any], T], call: Callable[..., Any], *arguments: Any) -> T:
        """Call something that patches; the last argument is a JSON merge patch."""
        return self._ask(what, parse, call, arguments, self._patching)

    def patch_strategic(self, what: str, parse: Callable[[Any], T], call: Callable[..., Any], *arguments: Any) -> T:
        """The same with a strategic merge patch, which finds an item of a list by its name, for Kubernetes' own kinds."""
        return self._ask(what, parse, call, arguments, self._patching | {"_content_type": _STRATEGIC})

    def _ask(
        self,
        what: str,
        parse: Callable[[Any], T],
        call: Callable[..., Any],
        arguments: tuple[Any, ...],
        options: Mapping[str, Any],
    ) -> T:
        try:
            return parse(call(*arguments, _request_timeout=self._timeout_s, **options))
        except ApiException as error:
            raise _translated(what, error) from error
        except HTTPError as error:
            raise TemporaryError(f"{what}: the Kubernetes API cannot be reached ({type(error).__name__})") from error
        except _UNREADABLE as error:
            raise TemporaryError(f"{what}: the Kubernetes API answered something else than its objects") from error


def merge_patch(resource_version: str, annotations: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a patch that is refused unless the object still has this version."""
    metadata: dict[str, Any] = {"resourceVersion": resource_version}
    if annotations:
        metadata["annotations"] = dict(annotations)
    return {"metadata": metadata}


def _translated(what: str, error: ApiException) -> TemporaryError | PermanentError:
    if not error.status:  # no answer: the library's word for a handshake that failed
        return TemporaryError(f"{what}: the Kubernetes API cannot be reached ({' '.join(str(error.reason).split())})")
    said = _said(error)
    message = f"{what}: Kubernetes answered {error.status} {error.reason}{': ' if said else ''}{said}"
    if error.status == 409:
        return ConflictError(message)
    if error.status in _PASSES or error.status >= 500:
        return TemporaryError(message, retry_after_s((error.headers or {}).get("Retry-After")))
    if error.status == 404:
        return NotFoundError(message)
    if error.status == 403 and (not said or " cannot " in said):
        return RefusedError(f"{message}; the receiver's Role lacks this verb")
    return RefusedError(message) if error.status in _AS_SUCH else PermanentError(message)


def _said(error: ApiException) -> str:
    """What the API server's `Status` says for people; an admission webhook's words are in it, so it is cut.

    https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
    """
    try:
        said = json.loads(error.body or "{}").get("message", "")
    except (ValueError, TypeError, AttributeError):
        return ""  # not the API server's own answer
    words = " ".join(said.split()) if isinstance(said, str) else ""
    return words if len(words) <= _LONGEST_SAID else f"{words[: _LONGEST_SAID - 1]}…"

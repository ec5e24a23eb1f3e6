"""In front of every address that changes something: let the request in, or refuse it before a byte of its body is read.

Refusals are counted; of one address only so many a minute are logged. What was presented is never logged: it may be the right
credential for another door.
"""

import structlog
from flask import Response, request

from receiver import telemetry
from receiver.web.attempts import MOST, FailedAttempts
from receiver.web.auth import Credentials, Judged, named_scheme

log = structlog.get_logger()

_SHUT = "there is no token to compare with, or one cannot be read now; it may come, and another replica may have it"


class Gate:
    """Lets in who has a credential of one role.

    Args:
        needed: what is asked for, in words.
        comes_again: who is told 401 does not, and must; while it cannot be told who is who, the answer is 503.
    """

    def __init__(
        self, credentials: Credentials, attempts: FailedAttempts, needed: str, *, comes_again: bool = False
    ) -> None:
        self._credentials = credentials
        self._attempts = attempts
        self._needed = needed
        self._comes_again = comes_again

    def refusal(self) -> Response | None:
        """Return the answer (401 or 503) to a request that must not come in, None for one that may."""
        header = request.headers.get("Authorization")
        judged = self._credentials.judge(header)
        if judged is Judged.VALID:
            return None
        if judged is Judged.UNKNOWN and self._comes_again:
            return self._later()
        count_failure(self._attempts, named_scheme(header))
        challenge = ", ".join(f'{name} realm="receiver"' for name in self._credentials.schemes())
        return Response(f"{self._needed} is needed\n", 401, {"WWW-Authenticate": challenge}, mimetype="text/plain")

    def _later(self) -> Response:
        if self._attempts.note(_address()) <= MOST:
            log.warning("nobody can be told from anybody: a credential is missing or cannot be read", path=request.path)
        return Response(f"{_SHUT}\n", 503, mimetype="text/plain")


def count_failure(attempts: FailedAttempts, scheme: str) -> int:
    """Count a failed attempt of this request's address, log it unless there were too many; return how many within a minute."""
    telemetry.AUTH_FAILURES.labels(scheme).inc()
    address = _address()
    failed = attempts.note(address)
    if failed <= MOST:
        more = "; more from this address are not logged for a minute" if failed == MOST else ""
        log.warning("refused without a valid credential" + more, address=address, scheme=scheme, path=request.path)
    return failed


def _address() -> str:
    return request.remote_addr or "unknown"

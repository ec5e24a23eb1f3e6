"""In front of every address that changes something: let the request in, or refuse it before a byte of its body is read.

Refusals are counted; of one address only so many a minute are logged. What was presented is never logged: it may be the right
credential for another door.
"""

import structlog
from flask import Response, request

from receiver import telemetry
from receiver.web.attempts import MOST, FailedAttempts
from receiver.web.auth import Credentials, named_scheme

log = structlog.get_logger()


class Gate:
    """Lets in who has a credential of one role.

    Args:
        needed: what is asked for, in words.
    """

    def __init__(self, credentials: Credentials, attempts: FailedAttempts, needed: str) -> None:
        self._credentials = credentials
        self._attempts = attempts
        self._needed = needed

    def is_shut(self) -> bool:
        """Tell whether nobody could be let in: no credential is there, or none can be read at this moment."""
        return not self._credentials.configured()

    def refusal(self) -> Response | None:
        """Return the answer (401) to a request that must not come in, None for one that may."""
        header = request.headers.get("Authorization")
        if self._credentials.accepts(header):
            return None
        count_failure(self._attempts, named_scheme(header))
        challenge = ", ".join(f'{name} realm="receiver"' for name in self._credentials.schemes())
        return Response(f"{self._needed} is needed\n", 401, {"WWW-Authenticate": challenge}, mimetype="text/plain")


def count_failure(attempts: FailedAttempts, scheme: str) -> int:
    """Count a failed attempt of this request's address, log it unless there were too many; return how many within a minute."""
    telemetry.AUTH_FAILURES.labels(scheme).inc()
    address = request.remote_addr or "unknown"
    failed = attempts.note(address)
    if failed <= MOST:
        more = "; more from this address are not logged for a minute" if failed == MOST else ""
        log.warning("refused without a valid credential" + more, address=address, scheme=scheme, path=request.path)
    return failed

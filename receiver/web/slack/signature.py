"""Does a request come from Slack, and now? Slack signs the time and the body with a secret that only the app's owner knows.

Two secrets are valid at a time, as with every credential; comparison takes constant time. What is older than five minutes is
refused, so that what was once overheard opens nothing later. https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
from pathlib import Path

from receiver.clock import Clock
from receiver.web.auth import contents

STEM = "slack-signing-secret"
LONGEST_AGE_S = 300.0
_VERSION = "v0"


class Signature:
    """Checks the two headers that Slack sends with every request.

    Args:
        folder: the secrets folder.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def is_timely(self, timestamp: str) -> bool:
        """Tell whether a request of that time may still be answered; asked before its body is read."""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            return False
        return abs(self._clock.now() - int(timestamp)) <= LONGEST_AGE_S

    def accepts(self, timestamp: str, signature: str, body: bytes) -> bool:
        """Tell whether Slack signed this body at this time."""
        given = signature.encode("latin-1", "backslashreplace")
        matches = [
            hmac.compare_digest(given, sign(secret, timestamp, body).encode())
            for secret in contents(self._folder, STEM)
        ]
        return any(matches) and self.is_timely(timestamp)


def sign(secret: bytes, timestamp: str, body: bytes) -> str:
    """Return what Slack sends as `X-Slack-Signature`."""
    signed = b":".join((_VERSION.encode(), timestamp.encode(), body))
    return f"{_VERSION}={hmac.new(secret, signed, hashlib.sha256).hexdigest()}"

"""Signs what we send, so that the other end knows that it comes from us, and now: HMAC-SHA256 over time and body.

`Forecast-Timestamp` holds seconds since the epoch, `Forecast-Signature` is `v1=` and the hexadecimal
HMAC-SHA256(key, "v1:<timestamp>:<body>"). Whoever checks it compares in constant time and refuses what is older than a few
minutes.
"""

import hashlib
import hmac

_VERSION = "v1"


def headers(key: str, at_s: float, body: bytes) -> dict[str, str]:
    """Return the headers that go with a body.

    Args:
        at_s: when it is sent, seconds since the epoch.
    """
    timestamp = str(int(at_s))
    signed = b":".join((_VERSION.encode(), timestamp.encode(), body))
    digest = hmac.new(key.encode(), signed, hashlib.sha256).hexdigest()
    return {"Forecast-Timestamp": timestamp, "Forecast-Signature": f"{_VERSION}={digest}"}

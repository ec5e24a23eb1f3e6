import hashlib
import hmac

from receiver.clients.signed import headers


def test_what_is_signed_can_be_checked_as_documented() -> None:
    sent = headers("k3y", 1_700_000_000.9, b'{"a": 1}')
    expected = hmac.new(b"k3y", b'v1:1700000000:{"a": 1}', hashlib.sha256).hexdigest()
    assert sent == {"Forecast-Timestamp": "1700000000", "Forecast-Signature": f"v1={expected}"}


def test_another_time_body_or_key_is_another_signature() -> None:
    signatures = {
        headers(key, at_s, body)["Forecast-Signature"]
        for key, at_s, body in (("k", 1.0, b"x"), ("l", 1.0, b"x"), ("k", 2.0, b"x"), ("k", 1.0, b"y"))
    }
    assert len(signatures) == 4

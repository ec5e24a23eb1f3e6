import hashlib
import hmac
import json

import pytest

from receiver.clients.caller import SignedCaller, error_of
from receiver.clients.http import Http
from receiver.clock import FrozenClock
from receiver.errors import PermanentError, RefusedError, TemporaryError
from tests.support.loopback import Peer

KEY = "k" * 32
DOCUMENT = {"version": "action/v1", "id": "0badcafe"}


@pytest.fixture
def caller(clock: FrozenClock) -> SignedCaller:
    return SignedCaller(
        Http("the webhook", timeout_s=5.0, max_bytes=100, error_of=error_of), lambda _forecast: KEY, clock
    )


def test_a_call_is_signed_dated_and_carries_its_id(peer: Peer, caller: SignedCaller, clock: FrozenClock) -> None:
    peer.answers("{}", 202)
    caller.call(peer.url, "memory", "0badcafe", DOCUMENT)
    [asked] = peer.asked
    timestamp = str(int(clock.now()))
    digest = hmac.new(KEY.encode(), f"v1:{timestamp}:".encode() + asked.body, hashlib.sha256).hexdigest()
    assert json.loads(asked.body) == DOCUMENT
    assert asked.headers["Forecast-Timestamp"] == timestamp
    assert asked.headers["Forecast-Signature"] == f"v1={digest}"
    assert asked.headers["Idempotency-Key"] == "0badcafe"


def test_a_redirect_is_not_followed(peer: Peer, caller: SignedCaller) -> None:
    peer.answers("", 307, Location=f"{peer.url}/elsewhere")
    with pytest.raises(RefusedError, match="the webhook answered 307"):
        caller.call(peer.url, "memory", "0badcafe", DOCUMENT)
    assert len(peer.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 413, 422])
def test_what_will_never_be_taken_is_refused_as_such(peer: Peer, caller: SignedCaller, status: int) -> None:
    peer.answers("no", status)
    with pytest.raises(RefusedError, match=f"the webhook answered {status}"):
        caller.call(peer.url, "memory", "0badcafe", DOCUMENT)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 501, 503])
def test_what_passes_is_tried_again_when_the_other_end_says(peer: Peer, caller: SignedCaller, status: int) -> None:
    peer.answers("not now", status, **{"Retry-After": "7"})
    with pytest.raises(TemporaryError, match=f"the webhook answered {status}") as caught:
        caller.call(peer.url, "memory", "0badcafe", DOCUMENT)
    assert caught.value.retry_after_s == 7.0


def test_an_answer_that_is_too_long_is_not_read_to_its_end(peer: Peer, caller: SignedCaller) -> None:
    peer.answers("x" * 1000)
    with pytest.raises(PermanentError, match="more than 100 bytes"):
        caller.call(peer.url, "memory", "0badcafe", DOCUMENT)


def test_without_a_key_nobody_is_called(peer: Peer, clock: FrozenClock) -> None:
    def none(_forecast: str) -> str:
        raise TemporaryError("no file action-signing-key")

    caller = SignedCaller(Http("the webhook"), none, clock)
    with pytest.raises(TemporaryError, match="action-signing-key"):
        caller.check("memory")
    with pytest.raises(TemporaryError, match="action-signing-key"):
        caller.call(peer.url, "memory", "0badcafe", DOCUMENT)
    assert peer.asked == []

from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.web.slack.signature import LONGEST_AGE_S, STEM, Signature, sign


@pytest.fixture
def signature(tmp_path: Path, clock: FrozenClock) -> Signature:
    (tmp_path / STEM).write_text("8f742231b10e8888abcd99yyyzzz85a5\n", encoding="utf-8")
    return Signature(tmp_path, clock)


def test_it_is_the_one_of_slacks_own_example() -> None:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar"
        b"&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id="
        b"398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    assert expected == sign(b"8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)


def test_both_secrets_are_valid_during_a_rotation_and_no_third(signature: Signature, tmp_path: Path) -> None:
    (tmp_path / f"{STEM}.previous").write_text("of-last-month", encoding="utf-8")
    now = str(int(FrozenClock().now()))
    secrets = (b"8f742231b10e8888abcd99yyyzzz85a5", b"of-last-month", b"of-nobody", b"")
    assert [signature.accepts(now, sign(secret, now, b"x"), b"x") for secret in secrets] == [True, True, False, False]


@pytest.mark.parametrize(
    ("age_s", "accepted"),
    [(0, True), (LONGEST_AGE_S, True), (LONGEST_AGE_S + 1, False), (-LONGEST_AGE_S, True), (-LONGEST_AGE_S - 1, False)],
)
def test_what_is_older_than_five_minutes_or_comes_from_the_future_is_refused(
    signature: Signature, clock: FrozenClock, age_s: float, accepted: bool
) -> None:
    then = str(int(clock.now() - age_s))
    signed = sign(b"8f742231b10e8888abcd99yyyzzz85a5", then, b"x")
    assert (signature.is_timely(then), signature.accepts(then, signed, b"x")) == (accepted, accepted)


@pytest.mark.parametrize("timestamp", ["", "x", "-5", "1e9", "١٧٠٠٠٠٠٠٠٠", "9" * 400, "1700000000.5", " 1700000000"])
def test_what_is_no_time_is_refused(signature: Signature, timestamp: str) -> None:
    assert not signature.is_timely(timestamp)


def test_another_body_another_time_or_half_a_signature_is_refused(signature: Signature, clock: FrozenClock) -> None:
    now, later = str(int(clock.now())), str(int(clock.now()) + 1)
    signed = sign(b"8f742231b10e8888abcd99yyyzzz85a5", now, b"x")
    tried = [(now, signed, b"y"), (later, signed, b"x"), (now, signed[:-1], b"x"), (now, "", b"x"), (now, "\xff", b"x")]
    assert [signature.accepts(*one) for one in tried] == [False] * 5


def test_without_a_secret_nobody_is_let_in(tmp_path: Path, clock: FrozenClock) -> None:
    now = str(int(clock.now()))
    assert not Signature(tmp_path, clock).accepts(now, sign(b"", now, b"x"), b"x")

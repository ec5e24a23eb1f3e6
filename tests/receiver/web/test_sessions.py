import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from receiver.clock import FrozenClock
from receiver.web import auth
from receiver.web.sessions import LIFE_S, Role, Sessions
from tests.support.stores import Stores, open_stores

_TOKEN = "incorrect-mule-mains-paperclip"
_OTHER = "curious-zebra-window-teaspoon"


def _sessions(folder: Path, clock: FrozenClock, stores: Stores) -> Sessions:
    credentials = {Role.VIEWER: auth.viewer(folder), Role.OPERATOR: auth.operator(folder)}
    return Sessions(credentials, stores.ended_sessions, clock)


@pytest.fixture
def stores(tmp_path: Path, clock: FrozenClock) -> Iterator[Stores]:
    opened = open_stores(tmp_path / "receiver.db", clock)
    yield opened
    opened.database.close()


@pytest.fixture
def sessions(tmp_path: Path, clock: FrozenClock, stores: Stores) -> Sessions:
    (tmp_path / "operator-token").write_text(f"{_TOKEN}\n")
    (tmp_path / "viewer-token").write_text(_OTHER)
    return _sessions(tmp_path, clock, stores)


def test_a_token_proves_its_role_and_nothing_else_does(sessions: Sessions) -> None:
    assert [sessions.role_of(token) for token in (_TOKEN, f" {_TOKEN} ", _OTHER, "", "nobody's", "é")] == [
        Role.OPERATOR,
        Role.OPERATOR,
        Role.VIEWER,
        None,
        None,
        None,
    ]


def test_of_a_token_with_two_roles_the_higher_counts(sessions: Sessions, tmp_path: Path) -> None:
    (tmp_path / "viewer-token").write_text(_TOKEN)
    assert sessions.role_of(_TOKEN) is Role.OPERATOR


def test_a_session_is_recognised_by_every_replica_until_its_end(
    sessions: Sessions, tmp_path: Path, clock: FrozenClock, stores: Stores
) -> None:
    cookie = sessions.begin(Role.OPERATOR, _TOKEN, "alice")
    found = _sessions(tmp_path, clock, stores).visitor(cookie)
    assert found is not None
    assert (found.name, found.operates) == ("alice", True)
    clock.advance(LIFE_S)
    assert sessions.visitor(cookie) is None


def test_it_outlives_a_rotation_and_ends_when_its_token_is_taken_away(sessions: Sessions, tmp_path: Path) -> None:
    cookie = sessions.begin(Role.OPERATOR, _TOKEN, "alice")
    (tmp_path / "operator-token").rename(tmp_path / "operator-token.previous")
    (tmp_path / "operator-token").write_text("a-brand-new-token-of-today")
    assert sessions.visitor(cookie) is not None
    (tmp_path / "operator-token.previous").unlink()
    assert sessions.visitor(cookie) is None


def test_what_was_ended_is_over_for_every_replica_and_forgotten_when_its_time_is_over(
    sessions: Sessions, tmp_path: Path, clock: FrozenClock, stores: Stores
) -> None:
    for _ in range(2):
        cookie = sessions.begin(Role.OPERATOR, _TOKEN, "alice")
        sessions.end(cookie)
        sessions.end(cookie)
        assert _sessions(tmp_path, clock, stores).visitor(cookie) is None
        assert stores.rows("SELECT count(*) FROM ended_sessions") == [(1,)]
        clock.advance(LIFE_S)


def test_the_cookie_never_holds_the_token(sessions: Sessions) -> None:
    cookie = sessions.begin(Role.OPERATOR, _TOKEN, "alice")
    assert _TOKEN not in cookie
    assert _TOKEN.encode() not in base64.urlsafe_b64decode(cookie.partition(".")[0])


def test_each_session_has_forms_of_its_own(sessions: Sessions) -> None:
    tokens = {
        visitor.csrf
        for _ in range(3)
        if (visitor := sessions.visitor(sessions.begin(Role.OPERATOR, _TOKEN, "alice"))) is not None
    }
    assert len(tokens) == 3
    assert "" not in tokens


@pytest.mark.parametrize("claim", ["role", "name", "until_s"])
def test_what_was_changed_in_a_cookie_is_worth_nothing(sessions: Sessions, claim: str) -> None:
    payload, _, signature = sessions.begin(Role.VIEWER, _OTHER, "vera").partition(".")
    claims = json.loads(base64.urlsafe_b64decode(payload))
    claims[claim] = {"role": "operator", "name": "alice", "until_s": claims["until_s"] + 1}[claim]
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()
    assert sessions.visitor(f"{forged}.{signature}") is None


@given(st.one_of(st.none(), st.text(), st.binary().map(lambda junk: base64.urlsafe_b64encode(junk).decode() + ".x")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_junk_is_nobody(sessions: Sessions, cookie: str | None) -> None:
    sessions.end(cookie)
    assert sessions.visitor(cookie) is None


_HUGE = '{"id": "1", "name": "x", "role": "viewer", "until_s": 1' + "0" * 400 + "}"


@pytest.mark.parametrize(
    "claims",
    ['{"role": []}', '{"name": 1, "role": "king", "until_s": 1}', "[]", "null", "1e999", "[" * 2500, _HUGE],
    ids=lambda claims: claims[:60],
)
def test_a_cookie_of_another_form_is_nobody(sessions: Sessions, claims: str) -> None:
    assert sessions.visitor(f"{base64.urlsafe_b64encode(claims.encode()).decode()}.x") is None

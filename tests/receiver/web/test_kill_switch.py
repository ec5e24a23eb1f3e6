import sqlite3

import pytest
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from tests.support.site import OPERATOR, TOKEN, Site

_ON = {"state": "on", "reason": "migration of the cluster"}


def _get(site: Site, token: str = OPERATOR) -> TestResponse:
    return site.client.get("/api/v1/kill-switch", headers={"Authorization": f"Bearer {token}"})


def _post(site: Site, body: object, token: str = OPERATOR) -> TestResponse:
    return site.client.post("/api/v1/kill-switch", json=body, headers={"Authorization": f"Bearer {token}"})


def test_it_is_turned_on_with_a_reason_and_off_again(site: Site) -> None:
    assert _post(site, _ON).json == _ON
    assert (_get(site).json, site.stores.kill_switch.reason()) == (_ON, "migration of the cluster")
    assert _post(site, {"state": "off", "reason": "done"}).json == {"state": "off", "reason": ""}
    assert (_get(site).json, site.stores.kill_switch.reason()) == ({"state": "off", "reason": ""}, "")


@pytest.mark.parametrize("token", [TOKEN, "wrong", ""])
def test_only_the_operators_token_opens_it_not_alertmanagers(site: Site, token: str) -> None:
    assert [_get(site, token).status_code, _post(site, _ON, token).status_code] == [401, 401]
    assert site.stores.kill_switch.reason() == ""


def test_the_operators_token_opens_nothing_else(site: Site) -> None:
    assert site.post({}, OPERATOR).status_code == 401


def test_without_an_operators_token_nobody_turns_it(site: Site) -> None:
    (site.secrets / "operator-token").unlink()
    assert [_get(site).status_code, _post(site, _ON).status_code] == [401, 401]


def test_every_turn_leaves_a_line_with_its_reason_and_where_it_came_from(site: Site) -> None:
    with capture_logs() as logs:
        _post(site, _ON)
    [line] = logs
    assert line == _ON | {"event": "kill switch turned", "log_level": "warning", "address": "127.0.0.1"}


def test_every_turn_is_kept_with_who_and_why(site: Site) -> None:
    _post(site, _ON)
    _post(site, {"state": "off", "reason": "done"})
    by = "the operator's token over HTTP, from 127.0.0.1"
    kept = [(turn.on, turn.reason, turn.by) for turn in site.stores.views.kill_switch().turns]
    assert kept == [(False, "done", by), (True, "migration of the cluster", by)]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (_ON | {"reason": ""}, "reason: "),
        (_ON | {"reason": "  \n"}, "reason: "),
        (_ON | {"reason": "a\0b"}, "reason: "),
        ({"state": "off"}, "reason: "),
        ({"reason": "x"}, "state: "),
        (_ON | {"state": "maybe"}, "state: "),
        (_ON | {"reason": "x" * 501}, "reason: "),
        (_ON | {"until": "tomorrow"}, "until: "),
        ([], "body: "),
        (None, "body: "),
    ],
)
def test_what_is_not_understood_turns_nothing_and_says_why(site: Site, body: object, place: str) -> None:
    site.stores.kill_switch.turn_on("already")
    answer = _post(site, body)
    assert (answer.status_code, answer.text[: len(place)]) == (400, place)
    assert site.stores.kill_switch.reason() == "already"


def test_a_body_that_is_too_large_is_not_read(site: Site) -> None:
    assert _post(site, _ON | {"reason": "x" * 70_000}).status_code == 413


def test_a_failing_store_is_503(site: Site) -> None:
    with sqlite3.connect(site.stores.path) as other:
        other.execute("DROP TABLE switches")
    other.close()
    assert [_get(site).status_code, _post(site, _ON).status_code] == [503, 503]


def test_while_the_file_stops_everything_turning_it_off_says_so(site: Site) -> None:
    site.stop_file.touch()
    expected = {"state": "on", "reason": "the file stop exists"}
    assert _post(site, {"state": "off", "reason": "done"}).json == expected

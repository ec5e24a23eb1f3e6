from collections.abc import Iterator

import pytest
import requests
from sinks import Sinks
from sinks.server import ROUTING_KEY

EVENT = {
    "routing_key": ROUTING_KEY,
    "event_action": "trigger",
    "dedup_key": "forecast-1",
    "payload": {"summary": "leak", "source": "demo", "severity": "warning"},
}


@pytest.fixture
def sinks() -> Iterator[Sinks]:
    with Sinks() as running:
        yield running


def test_slack_answers_ok_and_the_message_is_recorded(sinks: Sinks) -> None:
    answer = requests.post(sinks.slack_url, json={"text": "scaled 1 to 3"}, timeout=5)
    assert (answer.status_code, answer.text) == (200, "ok")
    assert [one.body for one in sinks.received.accepted("slack")] == [{"text": "scaled 1 to 3"}]


def test_slack_refuses_a_bad_message_and_it_is_recorded_with_the_reason(sinks: Sinks) -> None:
    answer = requests.post(sinks.slack_url, data=b"text=hello", timeout=5)
    assert (answer.status_code, answer.text) == (400, "invalid_payload")
    [refused] = sinks.received.refused("slack")
    assert refused.problems[0] == "the body is no JSON object"


def test_a_form_that_holds_json_is_not_json(sinks: Sinks) -> None:
    answer = requests.post(sinks.slack_url, data='{"text": "hello"}', timeout=5)
    assert answer.status_code == 400


def test_pagerduty_queues_an_event_under_its_key(sinks: Sinks) -> None:
    answer = requests.post(sinks.pagerduty_url, json=EVENT, timeout=5)
    assert answer.status_code == 202
    assert answer.json() == {"status": "success", "message": "Event processed", "dedup_key": "forecast-1"}
    assert sinks.received.wait_for(lambda one: one.to == "pagerduty").body == EVENT


def test_pagerduty_lists_what_is_wrong(sinks: Sinks) -> None:
    answer = requests.post(sinks.pagerduty_url, json={**EVENT, "routing_key": "x", "event_action": "y"}, timeout=5)
    assert answer.status_code == 400
    assert len(answer.json()["errors"]) == 2


def test_a_change_event_pages_nobody_and_has_its_own_endpoint(sinks: Sinks) -> None:
    change = {"routing_key": ROUTING_KEY, "payload": {"summary": "scaled 1 to 3"}}
    assert requests.post(sinks.pagerduty_change_url, json=change, timeout=5).status_code == 202
    assert [one.to for one in sinks.received.all()] == ["pagerduty-change"]


@pytest.mark.parametrize("status", [429, 500, 503, 400])
def test_they_fail_on_order_and_recover(sinks: Sinks, status: int) -> None:
    sinks.faults.next("slack", status, retry_after_s=1)
    first, second = (requests.post(sinks.slack_url, json={"text": "hello"}, timeout=5) for _ in range(2))
    assert (first.status_code, first.headers["Retry-After"]) == (status, "1")
    assert second.status_code == 200
    assert [one.status for one in sinks.received.all()] == [status, 200]

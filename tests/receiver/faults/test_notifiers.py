"""Whatever Slack and PagerDuty answer: the action goes on, the other one is told, and no message is lost or told twice."""

from collections import Counter

import pytest

from tests.support.builders import alert
from tests.support.outside import Answer, Line, Slow, status

SLACK, PAGERDUTY = "POST /sinks/services/", "POST /sinks/v2/"
PASSING: dict[str, Answer] = {
    "429": status(429, Retry_After="30"),
    "500": status(500),
    "503": status(503),
    "a rotated secret": status(403, b"invalid_token"),
    "an archived channel": status(410, b"channel_is_archived"),
    "silent": Slow(),
}
NOT_OK: dict[str, Answer] = {
    "ok is false": status(200, b'{"ok": false, "error": "ratelimited"}'),
    "a login page": status(200, b"<!doctype html><title>Sign in</title>"),
}


def _acted(line: Line) -> None:
    line.outside.troubles[0].times = 3
    line.stores.inbox.accept([alert()])
    line.run_for(0)
    assert line.outside.replicas() == 3


@pytest.mark.parametrize("fault", [*PASSING, *NOT_OK])
def test_what_slack_does_not_take_now_it_gets_later_and_once(line: Line, fault: str) -> None:
    line.outside.fails(SLACK, {**PASSING, **NOT_OK}[fault])
    _acted(line)
    assert (line.told("slack"), line.told("pagerduty")) == ([], ["acted"])
    line.run_for(120)
    assert (line.told("slack"), len(line.outside.posted("slack"))) == (["acted"], 1)
    assert line.buried() == []


@pytest.mark.parametrize("fault", PASSING)
def test_what_pagerduty_does_not_take_now_it_gets_later_and_once(line: Line, fault: str) -> None:
    line.outside.fails(PAGERDUTY, PASSING[fault])
    _acted(line)
    assert (line.told("slack"), line.told("pagerduty")) == (["acted"], [])
    line.run_for(120)
    assert (line.told("pagerduty"), len(line.outside.posted("pagerduty-change"))) == (["acted"], 1)


def test_the_wait_that_is_asked_for_is_kept(line: Line) -> None:
    line.outside.fails(SLACK, status(429, Retry_After="60"))
    line.stores.inbox.accept([alert()])
    line.run_for(50, step_s=10)
    assert (
        Counter(asked.split()[1].split("/")[2] for asked in line.outside.asked if "/sinks/" in asked)["services"] == 1
    )


@pytest.mark.parametrize(("who", "pattern"), [("slack", SLACK), ("pagerduty", PAGERDUTY)])
def test_what_will_never_be_taken_is_kept_with_its_reason_and_the_other_one_is_told(
    line: Line, who: str, pattern: str
) -> None:
    line.outside.fails(pattern, status(400, b"invalid event"), times=1)
    line.stores.inbox.accept([alert()])
    line.run_for(60)
    other = {"slack": "pagerduty", "pagerduty": "slack"}[who]
    [(buried, why)] = line.buried()
    assert (buried, "answered 400: invalid event" in why) == (who, True)
    assert (line.outside.replicas(), line.told(other)) == (3, ["acted"])


def test_with_both_down_the_action_goes_on_and_both_hear_of_it_afterwards(line: Line) -> None:
    line.outside.fails("POST /sinks/", status(503))
    line.stores.inbox.accept([alert()])
    line.run_for(100)
    assert (line.outside.replicas(), line.told("slack"), line.told("pagerduty")) == (3, [], [])
    line.outside.troubles.clear()
    line.run_for(120)
    assert (line.told("slack")[:1], line.told("pagerduty")[:1]) == (["acted"], ["acted"])

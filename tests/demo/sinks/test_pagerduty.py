from typing import Any

import pytest
from sinks.pagerduty import change_problems, event_problems
from sinks.server import ROUTING_KEY

PAYLOAD = {"summary": "leak reaches its limit", "source": "demo/leak", "severity": "critical"}


def trigger(**changes: Any) -> dict[str, Any]:
    return {"routing_key": ROUTING_KEY, "event_action": "trigger", "dedup_key": "k", "payload": PAYLOAD} | changes


@pytest.mark.parametrize(
    "event",
    [
        trigger(),
        trigger(dedup_key=None),
        trigger(dedup_key="k" * 255),
        trigger(payload={**PAYLOAD, "summary": "x" * 1024, "custom_details": {"p": 0.9}}),
        {"routing_key": ROUTING_KEY, "event_action": "resolve", "dedup_key": "k"},
    ],
)
def test_what_pagerduty_takes_is_accepted(event: dict[str, Any]) -> None:
    assert event_problems(event) == []


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        ([], "the body is no JSON object"),
        (trigger(routing_key="short"), "'routing_key' is not a string of 32"),
        (trigger(event_action="page"), "'event_action' is 'page'"),
        (trigger(dedup_key="k" * 256), "'dedup_key' is not a string of 1 to 255"),
        (trigger(payload=None), "'payload' is missing"),
        (trigger(payload={**PAYLOAD, "severity": "page"}), "'payload.severity' is 'page'"),
        (trigger(payload={**PAYLOAD, "summary": "x" * 1025}), "'payload.summary' has 1025 characters, at most 1024"),
        (trigger(payload={**PAYLOAD, "source": " "}), "'payload.source' is missing or blank"),
        (trigger(payload={**PAYLOAD, "custom_details": []}), "'payload.custom_details' is no object"),
        ({"routing_key": ROUTING_KEY, "event_action": "resolve"}, "'dedup_key' is missing, and resolve needs it"),
    ],
)
def test_what_pagerduty_refuses_is_refused_with_the_reason(event: object, problem: str) -> None:
    [found] = event_problems(event)
    assert found.startswith(problem)


def test_a_change_event_needs_a_summary_and_no_action() -> None:
    assert change_problems({"routing_key": ROUTING_KEY, "payload": {"summary": "scaled 1 to 3"}}) == []
    assert change_problems({"routing_key": ROUTING_KEY, "payload": {}}) == ["'payload.summary' is missing or blank"]

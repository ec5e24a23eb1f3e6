import json
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from hypothesis import given
from hypothesis import strategies as st

from receiver.clients.http import Http
from receiver.domain.event import Event, EventKind
from receiver.domain.message import Effect, Rendered
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers.pagerduty import PagerDuty
from tests.support.builders import digest, event, wave
from tests.support.loopback import Peer
from tests.support.notifier import thread


def _rendered(one: Event) -> Rendered | None:
    return PagerDuty("https://events.invalid", Path("/nowhere"), Http("PagerDuty")).render(one)


def _render(one: Event) -> Any:
    """The one call that an event becomes."""
    rendered = _rendered(one)
    assert rendered is not None
    [post] = rendered.body["posts"]
    return post


def _calls(body: Any) -> list[str]:
    """In order, what is asked for."""
    return [post["body"].get("event_action", "change") for post in body["posts"]]


def _what(one: Event) -> str:
    """The kind of call that an event becomes."""
    rendered = _rendered(one)
    if rendered is None:
        return "nothing"
    [call] = _calls(rendered.body)
    return str(call)


@pytest.mark.parametrize(
    ("kind", "call"),
    [
        (EventKind.REFUTED, "nothing"),
        (EventKind.HELD, "trigger"),
        (EventKind.ACTED, "change"),
        (EventKind.ACT_FAILED, "trigger"),
        (EventKind.WORKED, "resolve"),
        (EventKind.NO_EFFECT, "trigger"),
        (EventKind.UNVERIFIED, "trigger"),
        (EventKind.GIVEN_BACK, "resolve"),
        (EventKind.KEPT, "resolve"),
        (EventKind.CLEARED, "resolve"),
        (EventKind.BLIND, "trigger"),
    ],
)
def test_it_pages_only_when_a_person_is_needed_and_says_when_it_is_over(kind: EventKind, call: str) -> None:
    assert _what(event(kind)) == call


@pytest.mark.parametrize("severity", ["warning", "info", "", "ticket"])
def test_a_slower_severity_never_pages(severity: str) -> None:
    assert {_what(event(kind, severity=severity)) for kind in EventKind} == {"nothing", "change", "resolve"}


@pytest.mark.parametrize(
    ("kind", "effect"),
    [(EventKind.HELD, Effect.OPENS), (EventKind.ACTED, Effect.NONE), (EventKind.WORKED, Effect.CLOSES)],
)
def test_a_message_says_what_it_does_to_the_incident(kind: EventKind, effect: Effect) -> None:
    rendered = _rendered(event(kind))
    assert rendered is not None
    assert rendered.effect is effect


@pytest.mark.parametrize("kind", [EventKind.HELD, EventKind.NO_EFFECT, EventKind.UNVERIFIED])
def test_what_needs_nobody_any_more_does_not_page(kind: EventKind) -> None:
    assert _what(event(kind, pages=False)) == "nothing"


def test_a_trigger_is_what_the_events_api_asks_for() -> None:
    assert _render(event(EventKind.HELD, detail="not acted: mode is dry-run")) == {
        "path": "/v2/enqueue",
        "body": {
            "event_action": "trigger",
            "dedup_key": "forecast/a1b2c3",
            "payload": {
                "summary": "Memory runs out in 15 min: shop/web-1: not acted: mode is dry-run",
                "source": "shop/web-1",
                "severity": "critical",
                "timestamp": "2023-11-14T22:13:20.000+00:00",
                "custom_details": {"Where": "shop/web-1", "Forecast": "memory"},
            },
            "links": [{"href": "https://runbooks.example.com/memory", "text": "Runbook"}],
        },
    }


def test_a_resolve_names_the_same_incident_and_nothing_else() -> None:
    assert _render(event(EventKind.CLEARED)) == {
        "path": "/v2/enqueue",
        "body": {"event_action": "resolve", "dedup_key": "forecast/a1b2c3"},
    }


def test_a_change_event_has_no_dedup_key_and_no_severity() -> None:
    body = _render(event(EventKind.ACTED))["body"]
    assert set(body) == {"payload", "links"}
    assert set(body["payload"]) == {"summary", "source", "timestamp", "custom_details"}


@given(headline=st.text(max_size=2000), detail=st.text(max_size=2000), subject=st.text("0123456789abcdef", max_size=64))
def test_nothing_is_beyond_pagerdutys_limits(headline: str, detail: str, subject: str) -> None:
    body = _render(event(EventKind.HELD, headline=headline, detail=detail, subject=subject))["body"]
    assert 0 < len(body["payload"]["summary"]) <= 1024
    assert len(body["dedup_key"]) <= 255


@pytest.mark.parametrize("facts", [{}, {"Where": ""}])
def test_the_source_is_never_empty(facts: dict[str, str]) -> None:
    assert _render(event(EventKind.HELD, facts=facts))["body"]["payload"]["source"] == "predictive-reliability-engine"


def test_the_key_is_added_at_sending_and_never_stored(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "pagerduty-routing-key").write_text("R0UT1NG\n", encoding="utf-8")
    pagerduty = PagerDuty(peer.url + "/", tmp_path, Http("PagerDuty"))
    peer.answers('{"status": "success"}', 202)
    rendered = pagerduty.render(event(EventKind.CLEARED))
    assert rendered is not None
    assert "R0UT1NG" not in json.dumps(rendered.body)
    pagerduty.send(rendered.body, "default", thread().sent)
    [asked] = peer.asked
    assert asked.path == "/v2/enqueue"
    assert json.loads(asked.body) == {
        "routing_key": "R0UT1NG",
        "event_action": "resolve",
        "dedup_key": "forecast/a1b2c3",
    }


@pytest.mark.parametrize(("status", "error"), [(400, PermanentError), (429, TemporaryError), (500, TemporaryError)])
def test_only_what_may_be_taken_later_is_sent_again(
    peer: Peer, tmp_path: Path, status: int, error: type[Exception]
) -> None:
    (tmp_path / "pagerduty-routing-key").write_text("R0UT1NG", encoding="utf-8")
    pagerduty = PagerDuty(peer.url, tmp_path, Http("PagerDuty"))
    peer.answers('{"status": "invalid event"}', status)
    with pytest.raises(error):
        pagerduty.send({"event": "1", "posts": [{"path": "/v2/enqueue", "body": {}}]}, "default", thread().sent)


def test_an_action_about_what_paged_acknowledges_before_it_tells_the_change() -> None:
    rendered = _rendered(event(EventKind.ACTED))
    assert rendered is not None
    assert rendered.if_open is not None
    assert _calls(rendered.if_open) == ["acknowledge", "change"]


@pytest.mark.parametrize("kind", [EventKind.ACT_FAILED, EventKind.NO_EFFECT])
def test_what_we_acknowledged_in_vain_pages_again(kind: EventKind) -> None:
    rendered = _rendered(event(kind))
    assert rendered is not None
    assert rendered.if_open is not None
    assert _calls(rendered.if_open) == ["resolve", "trigger"]
    assert len({post["body"]["dedup_key"] for post in rendered.if_open["posts"]}) == 1


@pytest.mark.parametrize("kind", [EventKind.HELD, EventKind.BLIND, EventKind.WORKED])
def test_other_news_about_an_open_incident_is_what_it_is_about_a_closed_one(kind: EventKind) -> None:
    rendered = _rendered(event(kind))
    assert rendered is not None
    assert rendered.if_open is None


def test_a_step_that_runs_again_goes_on_after_the_last_call_that_was_taken(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "pagerduty-routing-key").write_text("R0UT1NG", encoding="utf-8")
    pagerduty = PagerDuty(peer.url, tmp_path, Http("PagerDuty"))
    rendered, kept = pagerduty.render(event(EventKind.NO_EFFECT)), thread()
    assert rendered is not None
    assert rendered.if_open is not None
    answers = iter([202, 500, 202])
    peer.answer = lambda: Response("", next(answers))
    with pytest.raises(TemporaryError):
        pagerduty.send(rendered.if_open, "default", kept.sent)
    pagerduty.send(rendered.if_open, "default", kept.sent)
    assert [json.loads(one.body)["event_action"] for one in peer.asked] == ["resolve", "trigger", "trigger"]


def test_a_later_event_starts_from_its_first_call(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "pagerduty-routing-key").write_text("R0UT1NG", encoding="utf-8")
    peer.answers("", 202)
    before = thread({"event": "another", "done": 1})
    posts = [{"path": "/v2/enqueue", "body": {"number": number}} for number in (1, 2)]
    PagerDuty(peer.url, tmp_path, Http("PagerDuty")).send({"event": "1", "posts": posts}, "default", before.sent)
    assert [json.loads(one.body)["number"] for one in peer.asked] == [1, 2]


def test_a_storm_is_one_incident_that_says_how_many_wait_and_what_is_most_urgent() -> None:
    told = PagerDuty("https://events.invalid", Path("/nowhere"), Http("PagerDuty")).digest(digest())
    assert told is not None
    [post] = told["posts"]
    assert post["body"]["event_action"] == "trigger"
    assert post["body"]["dedup_key"] == "forecast/storm/7"
    assert post["body"]["payload"]["summary"] == "2 forecasts at once need a person: 2 × memory, 1 × disk"
    assert post["body"]["payload"]["custom_details"]["Most urgent"][0].startswith("disk of shop/db")


def test_a_wave_in_which_nothing_is_open_any_more_is_resolved() -> None:
    told = PagerDuty("https://events.invalid", Path("/nowhere"), Http("PagerDuty")).digest(
        digest(waves=(wave(open=0), wave(number=1, open=1)))
    )
    assert told is not None
    assert _calls(told) == ["resolve", "trigger"]
    assert [post["body"]["dedup_key"] for post in told["posts"]] == ["forecast/storm/7", "forecast/storm/7/1"]
    assert told["posts"][1]["body"]["payload"]["summary"] == "1 more since the last page: 1 × memory"


def test_a_digest_that_is_made_anew_for_another_try_is_told_from_its_first_call_on(peer: Peer, tmp_path: Path) -> None:
    (tmp_path / "pagerduty-routing-key").write_text("R0UT1NG", encoding="utf-8")
    pagerduty, kept = PagerDuty(peer.url, tmp_path, Http("PagerDuty")), thread()
    first = pagerduty.digest(digest(waves=(wave(), wave(number=1))))
    again = pagerduty.digest(digest(at_s=digest().at_s + 60, waves=(wave(open=0), wave(number=1))))
    assert first is not None
    assert again is not None
    answers = iter([202, 500, 202, 202])
    peer.answer = lambda: Response("", next(answers))
    with pytest.raises(TemporaryError):
        pagerduty.send(first, "default", kept.sent)
    pagerduty.send(again, "default", kept.sent)
    asked = [json.loads(one.body)["event_action"] for one in peer.asked]
    assert asked == ["trigger", "trigger", "resolve", "trigger"]


def test_a_storm_that_opened_nothing_is_not_told() -> None:
    assert PagerDuty("https://events.invalid", Path("/nowhere"), Http("PagerDuty")).digest(digest(waves=())) is None


def test_pages_fold_and_change_events_do_not() -> None:
    folds = {kind: rendered.folds for kind in EventKind if (rendered := _rendered(event(kind))) is not None}
    assert {kind for kind, does in folds.items() if not does} == {EventKind.ACTED, EventKind.MODE}

import math
from typing import Any

import pytest

from receiver import conventions
from receiver.domain.alert import AlertStatus
from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.event import NEEDS_A_PERSON, Event, EventKind
from receiver.domain.verdict import Verdict, inconclusive
from receiver.pipeline.messages import event_for
from receiver.pipeline.work import Work
from tests.support.builders import NOW_S, alert, assessment, entry, episode, plan, remediation


def _work(**changes: object) -> Work:
    known = entry()
    fields: dict[str, object] = {"entry": known, "speed": known.alert_for("critical"), **changes}
    return Work(episode(), assessed_at_s=NOW_S, **fields)  # type: ignore[arg-type]  # a test names the fields


def _about(told: Episode, kind: EventKind = EventKind.UNVERIFIED) -> Event:
    return event_for(Work(told, entry(), None, NOW_S), kind, "why")


def _event(kind: EventKind, **changes: object) -> Event:
    return event_for(_work(**changes), kind, "why")


def test_a_believed_forecast_is_a_headline_with_its_time_and_place() -> None:
    event = _event(EventKind.ACTED, assessment=assessment(eta_s=900.0))
    assert event.headline == "Memory reaches its limit in 15 min: shop/web-1"


@pytest.mark.parametrize("kind", [EventKind.WORKED, EventKind.CLEARED, EventKind.GIVEN_BACK, EventKind.REFUTED])
def test_when_it_is_over_no_headline_threatens_with_a_time(kind: EventKind) -> None:
    assert "15 min" not in _event(kind, assessment=assessment(eta_s=900.0)).headline


def test_the_facts_say_how_sure_and_how_far() -> None:
    facts = _event(EventKind.ACTED, assessment=assessment(), remediation=remediation()).facts
    assert facts == {
        "Where": "shop/web-1",
        "Forecast": "memory",
        "Runs out": "22:28 UTC, in 15 min (80 %: 13 min 20 s to 16 min 40 s)",
        "How sure": "confirmed, 99% within 30 min",
        "Level": "50% used",
        "Remediation": "0badcafe: scale Deployment/shop/web replicas 1→3 (forecast asks for 3 replicas)",
        "To stop it": "`kubectl -n NAMESPACE exec deploy/NAME -- receiver kill-switch on --reason WHY` stops all acting, "
        "giving back too; "
        "`receiver mode memory dry-run`, run there, stops this forecast only; "
        "left alone, this loan ends by itself, earliest 23:13 UTC",
    }


def test_a_held_plan_is_a_fact() -> None:
    facts = _event(EventKind.HELD, decision=Decision(plan(), Hold("mode", "dry-run"))).facts
    assert facts["Plan"] == "scale Deployment/shop/web replicas 1→3 (forecast asks for 3 replicas)"


def test_an_inconclusive_forecast_has_no_invented_numbers() -> None:
    facts = _event(EventKind.BLIND, assessment=inconclusive("data", "no samples", 600.0)).facts
    assert facts == {"Where": "shop/web-1", "Forecast": "memory", "Verdict": "inconclusive: data"}


def test_a_forecast_that_does_not_cross_says_nothing_about_when() -> None:
    flat = assessment(Verdict.REFUTED, eta_s=math.inf)
    assert "Runs out" not in _event(EventKind.REFUTED, assessment=flat).facts


def test_an_unknown_forecast_is_told_with_what_is_known() -> None:
    event = _event(EventKind.HELD, entry=None, speed=None)
    assert event.headline == "Forecast 'memory': ForecastMemory/memory/shop/web-1/critical"


def test_alerts_of_the_group_that_never_arrived_are_a_fact() -> None:
    told = episode(alert=alert(annotations={conventions.ANNOTATION_CUT: "7 more were left out"}))
    assert _about(told).facts["Not seen"] == "7 more were left out"
    assert "Not seen" not in _about(episode()).facts


def test_links_come_from_annotations_and_only_if_they_are_links() -> None:
    annotations = {"runbook_url": "https://runbooks/x", "dashboard_url": "javascript:alert(1)", "other": "https://y"}
    told = event_for(Work(episode(alert=alert(annotations=annotations)), entry(), None, NOW_S), EventKind.ACTED, "why")
    assert told.links == {"Runbook": "https://runbooks/x"}


@pytest.mark.parametrize("url", ["https://x|y", "https://x>y", "https://x y", "ftp://x", "", "https://x\ny"])
def test_what_could_break_out_of_a_link_is_no_link(url: str) -> None:
    told = event_for(
        Work(episode(alert=alert(annotations={"runbook_url": url})), entry(), None, NOW_S), EventKind.ACTED, "why"
    )
    assert told.links == {}


def test_one_thing_has_one_key_however_often_it_is_described() -> None:
    keys = [event_for(_work(remediation=remediation()), EventKind.ACTED, text).key for text in ("once", "again")]
    assert keys == ["1:acted:0badcafe", "1:acted:0badcafe"]


def test_different_things_have_different_keys() -> None:
    keys = {
        event_for(_work(), EventKind.HELD, "x", about="mode").key,
        event_for(_work(), EventKind.HELD, "x", about="confidence").key,
        event_for(_work(), EventKind.BLIND, "x", about="mode").key,
        event_for(_work(remediation=remediation()), EventKind.HELD, "x").key,
    }
    assert len(keys) == 4


def test_the_subject_is_the_alert_so_that_notifiers_can_join_what_belongs_together() -> None:
    assert {_event(kind).subject for kind in EventKind} == {"a1b2c3"}


@pytest.mark.parametrize("kind", EventKind)
def test_what_needs_a_person_pages_while_the_alert_fires(kind: EventKind) -> None:
    assert _about(episode(), kind).pages == (kind in NEEDS_A_PERSON)


@pytest.mark.parametrize(
    "over", [{"open": False}, {"alert": alert(AlertStatus.RESOLVED.value)}], ids=["closed", "resolved"]
)
@pytest.mark.parametrize("kind", sorted(NEEDS_A_PERSON))
def test_nobody_is_paged_about_an_alert_that_is_over(kind: EventKind, over: dict[str, Any]) -> None:
    assert not _about(episode(**over), kind).pages


def test_what_is_about_a_remediation_happens_once_and_the_rest_until_it_is_over() -> None:
    assert _event(EventKind.ACTED, remediation=remediation()).once
    assert not _event(EventKind.HELD).once


def test_an_event_belongs_to_its_episode() -> None:
    assert _about(episode(id=7)).episode_id == 7


def test_two_things_of_one_kind_about_one_remediation_have_different_keys() -> None:
    work = _work(remediation=remediation())
    keys = [event_for(work, EventKind.UNVERIFIED, "x", about=about).key for about in ("", "follow-up", "refused")]
    assert keys == ["1:unverified:0badcafe", "1:unverified:0badcafe:follow-up", "1:unverified:0badcafe:refused"]

from dataclasses import replace

import pytest

from receiver.domain.decision import Decision, Hold
from receiver.domain.event import EventKind
from receiver.domain.message import Effect
from receiver.domain.verdict import Assessment, Gate, Verdict
from receiver.pipeline.notify import Notify
from receiver.pipeline.work import Work
from tests.support.builders import NOW_S, alert, assessment, entry, episode, event, plan
from tests.support.cluster import Crash
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores


@pytest.fixture
def slack() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture(autouse=True)
def _an_episode(stores: Stores) -> None:
    stores.accepted(alert())


@pytest.fixture
def notify(stores: Stores, slack: RecordingNotifier) -> Notify:
    return Notify(stores.outbox, {"slack": slack})


def _held(guard: str, seen: Assessment | None = None, seen_for_s: float = 0.0) -> Work:
    known = entry()
    decision = Decision(plan(), Hold(guard, "the reason"))
    watched = episode(first_seen_s=NOW_S - seen_for_s)
    return Work(watched, known, known.alert_for("critical"), NOW_S, seen or assessment(), decision)


def _stored(stores: Stores) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in stores.rows("SELECT event_key, notifier, route FROM messages ORDER BY id")]


def test_a_hold_is_told_with_its_reason(stores: Stores, notify: Notify, slack: RecordingNotifier) -> None:
    notify.run(_held("mode"))
    assert [(one.kind, one.detail) for one in slack.events] == [(EventKind.HELD, "not acted: the reason")]
    assert _stored(stores) == [("1:held:mode:0", "slack", "#sre")]


@pytest.mark.parametrize("guard", ["running", "cooldown"])
def test_a_hold_that_follows_from_an_action_is_not_told(stores: Stores, notify: Notify, guard: str) -> None:
    notify.run(_held(guard))
    assert _stored(stores) == []


def test_a_believed_but_unsure_forecast_gets_its_shortest_window_before_anybody_hears_of_it(
    stores: Stores, notify: Notify
) -> None:
    notify.run(_held("confidence", seen_for_s=299))
    assert _stored(stores) == []
    notify.run(_held("confidence", seen_for_s=300))
    assert _stored(stores) == [("1:held:confidence:0", "slack", "#sre")]


def test_a_refuted_forecast_is_told_as_a_downgrade(notify: Notify, slack: RecordingNotifier) -> None:
    notify.run(_held("verdict", assessment(Verdict.REFUTED)))
    assert [(one.kind, one.detail) for one in slack.events] == [(EventKind.REFUTED, "downgraded, the reason")]


def test_an_inconclusive_forecast_is_told_once_per_gate(stores: Stores, notify: Notify) -> None:
    for gate in ("coverage", "coverage", "span"):
        seen = assessment(Verdict.INCONCLUSIVE, reason=gate, gates=(Gate(gate, False, "x"),))
        notify.run(_held("verdict", seen, seen_for_s=300))
    assert [key for key, _, _ in _stored(stores)] == ["1:blind:coverage:0", "1:blind:span:0"]


def test_an_action_is_told_by_the_stage_that_did_it(stores: Stores, notify: Notify) -> None:
    notify.run(Work(episode(), entry(), None, NOW_S, assessment(), Decision(plan(), None)))
    assert _stored(stores) == []


def test_what_a_notifier_does_not_take_is_not_stored(stores: Stores, slack: RecordingNotifier, notify: Notify) -> None:
    slack.takes = frozenset()
    notify.tell(_held("mode"), event())
    assert _stored(stores) == []
    assert not notify.told(_held("mode"))


def test_a_notifier_that_is_not_configured_does_not_keep_the_others_from_telling(
    stores: Stores, notify: Notify
) -> None:
    notify.tell(_held("mode"), event())  # the policy also names PagerDuty, which is not there
    assert [notifier for _, notifier, _ in _stored(stores)] == ["slack"]


def test_what_belongs_to_no_forecast_goes_by_default_routes_that_lead_somewhere(stores: Stores) -> None:
    notifiers = {"slack": RecordingNotifier(), "email": RecordingNotifier(leads_to=frozenset({"sre@example.com"}))}
    assert Notify(stores.outbox, notifiers).everywhere() == {"slack": "default"}


def test_every_message_leads_to_the_page_of_what_it_tells(stores: Stores, slack: RecordingNotifier) -> None:
    notify = Notify(stores.outbox, {"slack": slack}, "https://forecasts.example.com")
    notify.run(_held("mode"))
    notify.announce(event(EventKind.ADOPTED), {"slack": "#sre"})
    assert [next(iter(one.links.values())) for one in slack.events] == ["https://forecasts.example.com/episodes/1"] * 2


def test_it_knows_whether_people_heard_of_an_episode(notify: Notify) -> None:
    assert not notify.told(_held("mode"))
    notify.run(_held("mode"))
    assert notify.told(_held("mode"))


def test_a_blind_forecast_gets_its_shortest_window_before_anybody_hears_of_it(stores: Stores, notify: Notify) -> None:
    blind = assessment(Verdict.INCONCLUSIVE, reason="coverage")
    notify.run(_held("verdict", blind, seen_for_s=299))
    assert _stored(stores) == []
    notify.run(_held("verdict", blind, seen_for_s=300))
    assert _stored(stores) == [("1:blind:coverage:0", "slack", "#sre")]


def test_a_forecast_without_windows_has_nothing_to_wait_for(stores: Stores, notify: Notify) -> None:
    windowless = entry(
        kind="countdown", alerts=[{"severity": "critical", "windows_s": [], "horizon_s": 600.0, "for_s": 0}]
    )
    unsure = replace(_held("confidence"), entry=windowless, speed=windowless.alert_for("critical"))
    notify.run(unsure)
    assert _stored(stores) == [("1:held:confidence:0", "slack", "#sre")]


def test_a_forecast_that_recedes_after_an_action_is_not_told_as_a_downgrade(stores: Stores, notify: Notify) -> None:
    notify.tell(_held("mode"), event(EventKind.ACTED))
    notify.run(_held("verdict", assessment(Verdict.REFUTED)))
    assert [key for key, _, _ in _stored(stores)] == ["1:acted:"]


def test_the_end_that_people_heard_is_not_theirs_to_hear_again(notify: Notify) -> None:
    work = _held("mode")
    notify.run(work)
    notify.tell(work, event(EventKind.CLEARED))
    assert not notify.told(work)
    notify.run(work)
    assert notify.told(work)


def test_a_crash_between_two_notifiers_leaves_neither_told_so_that_both_hear_it_afterwards(
    stores: Stores, slack: RecordingNotifier
) -> None:
    pagerduty = RecordingNotifier(effects={EventKind.HELD: Effect.OPENS, EventKind.CLEARED: Effect.CLOSES})
    notify = Notify(stores.outbox, {"slack": slack, "pagerduty": pagerduty})
    work, cleared = _held("mode"), replace(event(EventKind.CLEARED), key="1:cleared:", once=False)
    notify.run(work)
    pagerduty.render_failures.append(Crash())
    with pytest.raises(Crash):
        notify.tell(work, cleared)
    assert notify.told(work)
    notify.tell(work, cleared)
    told = [(key, notifier) for key, notifier, _ in _stored(stores)]
    assert told[2:] == [("1:cleared::0", "slack"), ("1:cleared::0", "pagerduty")]


def test_a_forecast_that_is_believed_again_after_it_was_refuted_is_told_again_and_each_change_of_mind_once(
    stores: Stores, notify: Notify
) -> None:
    believed, refuted = _held("mode"), _held("verdict", assessment(Verdict.REFUTED))
    for work in (believed, believed, refuted, refuted, believed, believed, refuted, refuted):
        notify.run(work)
    assert [key for key, _, _ in _stored(stores)] == [
        "1:held:mode:0",
        "1:refuted::0",
        "1:held:mode:1",
        "1:refuted::1",
    ]

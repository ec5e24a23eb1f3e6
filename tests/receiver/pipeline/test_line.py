"""The whole line: from an accepted alert to the replicas given back, through doubt and failures."""

from dataclasses import replace

import pytest

from receiver.domain.alert import AlertStatus
from receiver.domain.event import EventKind
from receiver.domain.lease import LEASE_KEY
from receiver.domain.message import Effect
from receiver.errors import PermanentError, TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert, labelled, policy
from tests.support.cluster import Deployed, Hpa
from tests.support.line import (
    BACK_S,
    COOLDOWN_S,
    DEADLINE_S,
    LEASE_S,
    SETTLE_S,
    SHORTEST_WINDOW_S,
    STANDS,
    UP_AND_BACK,
    Line,
    World,
    acted,
    changes_of,
    ended,
    leased,
    replicas_of,
    second_step,
)
from tests.support.source import always_rising, rising, steady


def test_from_a_believed_alert_to_the_replicas_given_back(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    assert (replicas_of(world), world.slack.kinds()) == (3, ["acted"])
    world.source.shape = steady(0.5)
    line.run_for(SETTLE_S)
    assert world.slack.kinds() == ["acted", "worked"]
    ended(line)
    assert world.slack.kinds() == ["acted", "worked", "cleared"]
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (1, "given_back")
    assert world.slack.kinds() == ["acted", "worked", "cleared", "given_back"]
    assert changes_of(world) == UP_AND_BACK
    assert world.slack.details("given_back") == ["gave back Deployment/shop/web replicas 3→1"]
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations


def test_an_alert_that_ends_before_its_effect_is_known_is_not_told_as_over(line: Line, world: World) -> None:
    acted(line)
    world.source.shape = steady(0.5)
    ended(line)
    [cleared] = [told for told in world.slack.events if told.kind is EventKind.CLEARED]
    assert cleared.headline == "Alert ended: Memory reaches its limit: shop/web-1"
    assert (
        cleared.detail
        == "the alert has ended; whether that is what scale Deployment/shop/web replicas 1→3 brought is not verified yet"
    )
    line.run_for(SETTLE_S)
    assert world.slack.kinds() == ["acted", "cleared", "worked"]


def test_an_alert_that_ends_after_its_effect_is_known_is_over(line: Line, world: World) -> None:
    leased(line)
    ended(line)
    [cleared] = [told for told in world.slack.events if told.kind is EventKind.CLEARED]
    assert (cleared.headline, cleared.detail) == ("Over: Memory reaches its limit: shop/web-1", "the alert has ended")


def test_it_does_not_depend_on_the_end_of_the_alert_ever_being_told(line: Line, world: World) -> None:
    leased(line)
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (1, "given_back")


def test_every_notifier_of_the_policy_is_told_on_its_route(line: Line, world: World) -> None:
    acted(line)
    assert [route for _, route in world.slack.sent] == ["#sre"]
    assert [route for _, route in world.pagerduty.sent] == ["default"]


def test_the_data_is_asked_for_by_the_alerts_by_labels_only(line: Line, world: World) -> None:
    acted(line)
    assert world.source.asked[0] == {"forecast": "memory", "namespace": "shop", "pod": "web-1"}


def test_under_an_hpa_the_floor_is_lent_and_given_back(line: Line, world: World) -> None:
    hpa = Hpa("web-hpa", min_replicas=1, max_replicas=10)
    world.cluster.deploy(TARGET, "web-1", Deployed(1, hpa=hpa))
    leased(line)
    assert hpa.min_replicas == 3
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert hpa.min_replicas == 1
    assert changes_of(world) == ["set_floor 3", "set_floor 2", "set_floor 1"]


def test_a_refuted_forecast_is_told_and_nothing_is_done(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.settle()
    assert (changes_of(world), world.slack.kinds()) == ([], ["refuted"])
    assert world.cluster.reads == 0


def test_a_forecast_that_is_refuted_again_and_again_is_told_once(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.run_for(600)
    assert world.slack.kinds() == ["refuted"]
    assert len(world.source.asked) > 10


def test_a_forecast_that_becomes_believable_later_is_acted_on_then(line: Line, world: World) -> None:
    world.source.shape = steady(0.5)
    line.accept(alert())
    line.run_for(60)
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    line.run_for(60)
    assert (replicas_of(world), world.slack.kinds()) == (3, ["refuted", "acted"])


def test_a_series_that_does_not_exist_is_inconclusive_and_told(line: Line, world: World) -> None:
    world.source.shape = None
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (changes_of(world), world.slack.kinds()) == ([], ["blind"])
    assert "no samples: the series does not exist (any more)" in world.slack.details("blind")[0]


def test_stale_data_is_inconclusive_and_told_with_its_age(line: Line, world: World) -> None:
    world.source.age_s = 60.0
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (changes_of(world), world.slack.kinds()) == ([], ["blind"])
    assert "newest sample is 60 s old, recorded every 10 s" in world.slack.details("blind")[0]


def test_several_series_for_one_alert_are_inconclusive(line: Line, world: World) -> None:
    world.source.error = PermanentError("2 series answer where the by-labels should name one")
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (changes_of(world), world.slack.kinds()) == ([], ["blind"])


def test_while_prometheus_is_down_nothing_is_done_and_people_are_told_once(line: Line, world: World) -> None:
    world.source.error = TemporaryError("Prometheus cannot be reached: ConnectTimeout")
    line.accept(alert())
    line.run_for(300)
    assert (changes_of(world), world.slack.kinds()) == ([], ["blind"])
    assert world.slack.details("blind") == ["not acted: refine failed: Prometheus cannot be reached: ConnectTimeout"]
    world.source.error = None
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    line.run_for(60)
    assert (replicas_of(world), world.slack.kinds()) == (3, ["blind", "acted"])


def test_an_unknown_forecast_is_told_to_every_notifier_and_never_acted_on(line: Line, world: World) -> None:
    line.accept(labelled(forecast="disk"))
    line.settle()
    assert world.slack.details("held") == ["not acted: the policy knows no forecast 'disk'"]
    assert [route for _, route in world.pagerduty.sent] == ["default"]
    assert (changes_of(world), world.source.asked) == ([], [])


def test_an_unknown_severity_is_told_and_never_acted_on(line: Line, world: World) -> None:
    line.accept(labelled(severity="apocalyptic"))
    line.settle()
    assert world.slack.details("held") == ["not acted: the policy knows no severity 'apocalyptic' of 'memory'"]
    assert changes_of(world) == []


def test_an_alert_without_a_by_label_is_inconclusive(line: Line, world: World) -> None:
    line.accept(labelled(pod=""))
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert "the alert lacks the by-label pod" in world.slack.details("blind")[0]
    assert changes_of(world) == []


def test_a_dry_run_tells_exactly_what_would_be_done(world: World) -> None:
    world.policy = builders.policy(remediation={"mode": "dry-run"})
    line = Line(world)
    line.accept(alert())
    line.run_for(300)
    assert world.slack.kinds() == ["held"]
    assert world.slack.details("held") == ["not acted: mode is dry-run: would scale Deployment/shop/web replicas 1→3"]
    assert world.slack.events[0].facts["Plan"].startswith("scale Deployment/shop/web replicas 1→3 (forecast asks for ")
    assert world.cluster.calls == []
    line.stop()


def test_a_slow_alert_tells_and_does_not_act(world: World) -> None:
    world.policy = builders.policy(history_s=21600.0)
    line = Line(world)
    world.source.shape = always_rising(0.6, 0.000025)
    line.accept(labelled(severity="warning"))
    line.settle()
    assert changes_of(world) == []
    assert world.slack.details("held") == [
        "not acted: alerts of severity 'warning' do not act (those that may: critical)"
    ]
    line.stop()


def test_while_the_kill_switch_is_on_alerts_are_refined_and_told_and_nothing_is_done(line: Line, world: World) -> None:
    line.stores.kill_switch.turn_on("migration")
    line.accept(alert())
    line.settle()
    assert world.slack.details("held") == ["not acted: acting is switched off: migration"]
    assert world.cluster.calls == []


def test_nothing_is_given_back_while_the_kill_switch_is_on(line: Line, world: World) -> None:
    leased(line)
    line.stores.kill_switch.turn_on("migration")
    line.run_for(2 * LEASE_S, step_s=300)
    assert (replicas_of(world), line.state()) == (3, "leased")
    line.stores.kill_switch.turn_off()
    line.run_for(BACK_S)
    assert (replicas_of(world), line.state()) == (1, "given_back")


def test_two_pods_of_one_workload_act_once(line: Line, world: World) -> None:
    world.cluster.owners[("shop", "web-2")] = TARGET
    second = replace(labelled(pod="web-2"), fingerprint="d4e5f6")
    line.accept(alert(), second)
    line.settle()
    assert (changes_of(world), world.slack.kinds()) == (["set_replicas 3"], ["acted"])


def test_no_effect_is_told_at_the_deadline_and_the_step_is_not_repeated(line: Line, world: World) -> None:
    acted(line)
    line.run_for(DEADLINE_S)
    assert world.slack.kinds() == ["acted", "no_effect"]
    line.run_for(2 * COOLDOWN_S, step_s=60)
    assert (replicas_of(world), world.slack.kinds()) == (3, ["acted", "no_effect", "held"])
    assert "had no effect, so it is not repeated" in world.slack.details("held")[0]
    world.source.shape = steady(0.2)
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (1, "given_back")


def test_after_a_step_that_worked_the_next_one_goes_further_and_gives_all_back(line: Line, world: World) -> None:
    second_step(line)
    line.run_for(60)
    assert (replicas_of(world), world.slack.kinds()) == (5, ["acted", "worked", "acted"])
    world.source.shape = steady(0.2)
    line.run_for(SETTLE_S + LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (1, "given_back")


def test_what_cannot_be_told_at_the_deadline_is_not_success(line: Line, world: World) -> None:
    acted(line)
    world.source.shape = None
    line.run_for(SETTLE_S + 2 * 300.0 - 10)
    assert "unverified" not in world.slack.kinds()
    line.run_for(30)
    assert "unverified" in world.slack.kinds()
    assert line.state() == "leased"


def test_a_loan_is_renewed_while_the_forecast_stands(line: Line, world: World) -> None:
    leased(line)
    world.clock.advance(LEASE_S)
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    world.cluster.deployed[TARGET].paused = True
    line.settle()
    newest = line.ledger.newest(TARGET)
    assert newest is not None
    assert (replicas_of(world), newest.state.value) == (3, "leased")
    assert newest.lease_until_s == world.clock.now() + LEASE_S


def test_a_loan_whose_load_would_run_out_on_fewer_replicas_goes_on(line: Line, world: World) -> None:
    leased(line)
    world.source.shape = rising(world.clock.now() + LEASE_S, 0.4, 0.0002)
    line.run_for(LEASE_S + BACK_S, step_s=300)
    assert (replicas_of(world), line.state()) == (2, "leased")  # half of the way was safe, all of it is not


def test_what_somebody_else_changed_since_is_left_to_them(line: Line, world: World) -> None:
    leased(line)
    world.cluster.deployed[TARGET].replicas = 7
    world.cluster.touch(TARGET)
    line.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (7, "kept")
    assert world.slack.kinds()[-1] == "kept"


def test_a_cluster_that_refuses_is_told_and_the_target_left_in_peace(line: Line, world: World) -> None:
    world.cluster.fail_before("set_replicas", PermanentError("scale: Kubernetes answered 403 Forbidden"))
    line.accept(alert())
    line.run_for(120)
    assert (replicas_of(world), line.state()) == (1, "failed")
    assert world.slack.kinds() == ["act_failed"]
    assert "403 Forbidden" in world.slack.details("act_failed")[0]


@pytest.mark.parametrize("refused", ["annotate", "set_replicas"])
def test_a_step_that_was_refused_leaves_the_earlier_loan_to_be_given_back(
    line: Line, world: World, refused: str
) -> None:
    second_step(line)
    world.cluster.fail_before(refused, PermanentError("Kubernetes answered 403 Forbidden"))
    line.run_for(60)
    assert (replicas_of(world), line.state()) == (3, "failed")
    world.source.shape = steady(0.2)
    ended(line)
    line.run_for(LEASE_S + BACK_S, step_s=300)
    assert (replicas_of(world), world.slack.kinds()[-1]) == (1, "given_back")


def test_a_cluster_that_is_busy_is_asked_again(line: Line, world: World) -> None:
    world.cluster.fail_before("set_replicas", TemporaryError("scale: Kubernetes answered 503", 5.0))
    line.accept(alert())
    line.settle()
    assert replicas_of(world) == 1
    line.run_for(10, step_s=1)
    assert (replicas_of(world), line.state()) == (3, "acted")
    assert world.slack.kinds().count("acted") == 1


def test_a_notifier_that_is_down_delays_its_messages_and_nothing_else(line: Line, world: World) -> None:
    world.slack.failures = [TemporaryError("Slack answered 500") for _ in range(3)]
    acted(line)
    assert (replicas_of(world), world.slack.kinds(), world.pagerduty.kinds()) == (3, [], ["acted"])
    line.run_for(10, step_s=1)
    assert world.slack.kinds() == ["acted"]


def test_the_end_of_an_alert_nobody_heard_of_is_not_told(line: Line, world: World) -> None:
    line.accept(alert())
    line.accept(replace(alert(), status=AlertStatus.RESOLVED))
    line.settle()
    assert world.slack.sent == []
    assert line.stores.episodes.depth() == 0


def test_an_alert_that_fell_silent_without_an_end_is_over_after_six_hours(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.run_for(6 * 3600, step_s=300)
    assert line.stores.episodes.depth() == 1
    line.run_for(600, step_s=300)
    assert line.stores.episodes.depth() == 0
    assert world.slack.kinds() == ["refuted", "cleared"]


def _surprise(world: World) -> None:
    world.source.error = ZeroDivisionError("a bug")


def test_the_page_about_an_alert_in_the_dead_letter_is_closed_when_the_alert_ends(line: Line, world: World) -> None:
    world.pagerduty.effects = {EventKind.BLIND: Effect.OPENS, EventKind.CLEARED: Effect.CLOSES}
    world.source.error = ZeroDivisionError("a bug")
    line.accept(alert())
    line.settle()
    ended(line)
    assert world.pagerduty.kinds() == ["blind", "cleared"]
    assert line.stores.rows("SELECT state FROM episodes") == [("closed",)]


def test_a_surprise_goes_to_the_dead_letter_and_is_told(line: Line, world: World) -> None:
    _surprise(world)
    line.accept(alert())
    line.run_for(120)
    assert line.stores.rows("SELECT state, last_error FROM episodes") == [("dead", "ZeroDivisionError: a bug")]
    assert world.slack.details("blind") == ["not acted: refine failed: ZeroDivisionError: a bug"]
    assert world.cluster.calls == []


def test_a_resent_alert_reopens_what_a_surprise_had_buried(line: Line, world: World) -> None:
    _surprise(world)
    line.accept(alert())
    line.settle()
    world.source.error = None
    line.accept(alert())
    line.settle()
    assert (replicas_of(world), world.slack.kinds()) == (3, ["blind", "acted"])


def test_a_surprise_after_a_temporary_failure_is_told_too(line: Line, world: World) -> None:
    world.source.error = TemporaryError("Prometheus cannot be reached")
    line.accept(alert())
    line.run_for(120)
    _surprise(world)
    line.run_for(120)
    assert [detail.rpartition(": ")[2] for detail in world.slack.details("blind")] == [
        "Prometheus cannot be reached",
        "a bug",
    ]


def test_nobody_fights_over_a_floor_that_somebody_lowered_while_it_was_on_loan(line: Line, world: World) -> None:
    hpa = Hpa("web-hpa", min_replicas=1, max_replicas=10)
    world.cluster.deploy(TARGET, "web-1", Deployed(1, hpa=hpa))
    world.source.shape = STANDS
    acted(line)
    hpa.min_replicas = 1
    world.cluster.deployed[TARGET].replicas = 1
    world.cluster.touch(TARGET)
    line.run_for(SETTLE_S + COOLDOWN_S + 60, step_s=60)
    assert (hpa.min_replicas, line.state(), changes_of(world)[:1]) == (1, "kept", ["set_floor 3"])
    assert world.slack.kinds() == ["acted", "kept", "held"]
    assert "somebody lowered it since (minReplicas is 1" in world.slack.details("held")[0]


@pytest.mark.parametrize("routes", [{"pagerduty": "payments"}, {"slack": "#sre"}])
def test_a_page_is_closed_where_it_was_opened_although_the_policy_names_another_route_by_now(
    world: World, routes: dict[str, str]
) -> None:
    world.pagerduty.effects = {EventKind.HELD: Effect.OPENS, EventKind.CLEARED: Effect.CLOSES}
    world.policy = policy(remediation={"mode": "dry-run"})
    line = Line(world)
    line.accept(alert())
    line.settle()
    line.stop()
    world.policy = policy(notify=routes)
    after = Line(world)
    ended(after)
    assert [(said["kind"], route) for said, route in world.pagerduty.sent] == [
        ("held", "default"),
        ("cleared", "default"),
    ]
    after.stop()

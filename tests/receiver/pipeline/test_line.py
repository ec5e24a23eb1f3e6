"""The whole line: from an accepted alert to the replicas given back, through failures and crashes."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from receiver.actions.lease import LEASE_KEY
from receiver.domain.alert import AlertStatus
from receiver.domain.event import EventKind
from receiver.domain.message import Effect
from receiver.errors import PermanentError, TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert, labelled
from tests.support.cluster import Crash, Deployed, Hpa
from tests.support.line import Line, World
from tests.support.source import always_rising, rising, steady
from tests.support.stores import open_stores

SETTLE_S = 120.0
LEASE_S = 3600.0
COOLDOWN_S = 900.0
DEADLINE_S = SETTLE_S + 2 * 300.0
STANDS = always_rising(0.5, 0.0005)
SHORTEST_WINDOW_S = 300.0


def _replicas(world: World) -> int:
    return world.cluster.deployed[TARGET].replicas


def _changes(world: World) -> list[str]:
    return [call for call in world.cluster.calls if call.startswith("set_")]


def _acted(line: Line) -> None:
    line.accept(alert())
    line.settle()
    assert line.state() == "acted"


def _leased(line: Line) -> None:
    _acted(line)
    line.world.source.shape = steady(0.5)
    line.run_for(SETTLE_S)
    assert line.state() == "leased"


def _ended(line: Line) -> None:
    line.accept(replace(alert(), status=AlertStatus.RESOLVED))
    line.settle()


def test_from_a_believed_alert_to_the_replicas_given_back(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    assert (_replicas(world), world.slack.kinds()) == (3, ["acted"])
    world.source.shape = steady(0.5)
    line.run_for(SETTLE_S)
    assert world.slack.kinds() == ["acted", "worked"]
    _ended(line)
    assert world.slack.kinds() == ["acted", "worked", "cleared"]
    line.run_for(LEASE_S, step_s=300)
    assert (_replicas(world), line.state()) == (1, "given_back")
    assert world.slack.kinds() == ["acted", "worked", "cleared", "given_back"]
    assert _changes(world) == ["set_replicas 3", "set_replicas 1"]
    assert world.slack.details("given_back") == ["gave back Deployment/shop/web replicas 3→1"]
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations


def test_it_does_not_depend_on_the_end_of_the_alert_ever_being_told(line: Line, world: World) -> None:
    _leased(line)
    line.run_for(LEASE_S, step_s=300)
    assert (_replicas(world), line.state()) == (1, "given_back")


def test_every_notifier_of_the_policy_is_told_on_its_route(line: Line, world: World) -> None:
    _acted(line)
    assert [route for _, route in world.slack.sent] == ["#sre"]
    assert [route for _, route in world.pagerduty.sent] == ["default"]


def test_the_data_is_asked_for_by_the_alerts_by_labels_only(line: Line, world: World) -> None:
    _acted(line)
    assert world.source.asked[0] == {"forecast": "memory", "namespace": "shop", "pod": "web-1"}


def test_under_an_hpa_the_floor_is_lent_and_given_back(line: Line, world: World) -> None:
    hpa = Hpa("web-hpa", min_replicas=1, max_replicas=10)
    world.cluster.deploy(TARGET, "web-1", Deployed(1, hpa=hpa))
    _leased(line)
    assert hpa.min_replicas == 3
    line.run_for(LEASE_S, step_s=300)
    assert hpa.min_replicas == 1
    assert _changes(world) == ["set_min_replicas 3", "set_min_replicas 1"]


def test_a_refuted_forecast_is_told_and_nothing_is_done(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.settle()
    assert (_changes(world), world.slack.kinds()) == ([], ["refuted"])
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
    assert (_replicas(world), world.slack.kinds()) == (3, ["refuted", "acted"])


def test_a_series_that_does_not_exist_is_inconclusive_and_told(line: Line, world: World) -> None:
    world.source.shape = None
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (_changes(world), world.slack.kinds()) == ([], ["blind"])
    assert "no samples: the series does not exist (any more)" in world.slack.details("blind")[0]


def test_stale_data_is_inconclusive_and_told_with_its_age(line: Line, world: World) -> None:
    world.source.age_s = 60.0
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (_changes(world), world.slack.kinds()) == ([], ["blind"])
    assert "newest sample is 60 s old, recorded every 10 s" in world.slack.details("blind")[0]


def test_several_series_for_one_alert_are_inconclusive(line: Line, world: World) -> None:
    world.source.error = PermanentError("2 series answer where the by-labels should name one")
    line.accept(alert())
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert (_changes(world), world.slack.kinds()) == ([], ["blind"])


def test_while_prometheus_is_down_nothing_is_done_and_people_are_told_once(line: Line, world: World) -> None:
    world.source.error = TemporaryError("Prometheus cannot be reached: ConnectTimeout")
    line.accept(alert())
    line.run_for(300)
    assert (_changes(world), world.slack.kinds()) == ([], ["blind"])
    assert world.slack.details("blind") == ["not acted: refine failed: Prometheus cannot be reached: ConnectTimeout"]
    world.source.error = None
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    line.run_for(60)
    assert (_replicas(world), world.slack.kinds()) == (3, ["blind", "acted"])


def test_an_unknown_forecast_is_told_to_every_notifier_and_never_acted_on(line: Line, world: World) -> None:
    line.accept(labelled(forecast="disk"))
    line.settle()
    assert world.slack.details("held") == ["not acted: the policy knows no forecast 'disk'"]
    assert [route for _, route in world.pagerduty.sent] == ["default"]
    assert (_changes(world), world.source.asked) == ([], [])


def test_an_unknown_severity_is_told_and_never_acted_on(line: Line, world: World) -> None:
    line.accept(labelled(severity="apocalyptic"))
    line.settle()
    assert world.slack.details("held") == ["not acted: the policy knows no severity 'apocalyptic' of 'memory'"]
    assert _changes(world) == []


def test_an_alert_without_a_by_label_is_inconclusive(line: Line, world: World) -> None:
    line.accept(labelled(pod=""))
    line.run_for(SHORTEST_WINDOW_S + 20)
    assert "the alert lacks the by-label pod" in world.slack.details("blind")[0]
    assert _changes(world) == []


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
    assert _changes(world) == []
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
    _leased(line)
    line.stores.kill_switch.turn_on("migration")
    line.run_for(2 * LEASE_S, step_s=300)
    assert (_replicas(world), line.state()) == (3, "leased")
    line.stores.kill_switch.turn_off()
    line.run_for(120)
    assert (_replicas(world), line.state()) == (1, "given_back")


def test_two_pods_of_one_workload_act_once(line: Line, world: World) -> None:
    world.cluster.owners[("shop", "web-2")] = TARGET
    second = replace(labelled(pod="web-2"), fingerprint="d4e5f6")
    line.accept(alert(), second)
    line.settle()
    assert (_changes(world), world.slack.kinds()) == (["set_replicas 3"], ["acted"])


def test_no_effect_is_told_at_the_deadline_and_the_step_is_not_repeated(line: Line, world: World) -> None:
    _acted(line)
    world.source.shape = STANDS
    line.run_for(DEADLINE_S)
    assert world.slack.kinds() == ["acted", "no_effect"]
    line.run_for(2 * COOLDOWN_S, step_s=60)
    assert (_replicas(world), world.slack.kinds()) == (3, ["acted", "no_effect", "held"])
    assert "had no effect, so it is not repeated" in world.slack.details("held")[0]
    world.source.shape = steady(0.2)
    line.run_for(LEASE_S + 60, step_s=60)
    assert (_replicas(world), line.state()) == (1, "given_back")


def _second_step(line: Line) -> None:
    """The first step worked, the cooldown is over, and the load grows again."""
    _leased(line)
    line.run_for(COOLDOWN_S)
    line.world.source.shape = STANDS


def test_after_a_step_that_worked_the_next_one_goes_further_and_gives_all_back(line: Line, world: World) -> None:
    _second_step(line)
    line.run_for(60)
    assert (_replicas(world), world.slack.kinds()) == (5, ["acted", "worked", "acted"])
    world.source.shape = steady(0.2)
    line.run_for(SETTLE_S + LEASE_S + 60, step_s=60)
    assert (_replicas(world), line.state()) == (1, "given_back")


def test_what_cannot_be_told_at_the_deadline_is_not_success(line: Line, world: World) -> None:
    _acted(line)
    world.source.shape = None
    line.run_for(SETTLE_S + 2 * 300.0 - 10)
    assert "unverified" not in world.slack.kinds()
    line.run_for(30)
    assert "unverified" in world.slack.kinds()
    assert line.state() == "leased"


def test_a_loan_is_renewed_while_the_forecast_stands(line: Line, world: World) -> None:
    _leased(line)
    world.clock.advance(LEASE_S)
    world.source.shape = rising(world.clock.now(), 0.5, 0.0005)
    world.cluster.deployed[TARGET].paused = True
    line.settle()
    newest = line.ledger.newest(TARGET)
    assert newest is not None
    assert (_replicas(world), newest.state.value) == (3, "leased")
    assert newest.lease_until_s == world.clock.now() + LEASE_S


def test_a_loan_whose_load_would_run_out_on_fewer_replicas_goes_on(line: Line, world: World) -> None:
    _leased(line)
    world.source.shape = rising(world.clock.now() + LEASE_S, 0.4, 0.00015)
    line.run_for(LEASE_S + 60, step_s=300)
    assert (_replicas(world), line.state()) == (3, "leased")


def test_what_somebody_else_changed_since_is_left_to_them(line: Line, world: World) -> None:
    _leased(line)
    world.cluster.deployed[TARGET].replicas = 7
    world.cluster.touch(TARGET)
    line.run_for(LEASE_S, step_s=300)
    assert (_replicas(world), line.state()) == (7, "kept")
    assert world.slack.kinds()[-1] == "kept"


def test_a_cluster_that_refuses_is_told_and_the_target_left_in_peace(line: Line, world: World) -> None:
    world.cluster.fail_before("set_replicas", PermanentError("scale: Kubernetes answered 403 Forbidden"))
    line.accept(alert())
    line.run_for(120)
    assert (_replicas(world), line.state()) == (1, "failed")
    assert world.slack.kinds() == ["act_failed"]
    assert "403 Forbidden" in world.slack.details("act_failed")[0]


@pytest.mark.parametrize("refused", ["annotate", "set_replicas"])
def test_a_step_that_was_refused_leaves_the_earlier_loan_to_be_given_back(
    line: Line, world: World, refused: str
) -> None:
    _second_step(line)
    world.cluster.fail_before(refused, PermanentError("Kubernetes answered 403 Forbidden"))
    line.run_for(60)
    assert (_replicas(world), line.state()) == (3, "failed")
    world.source.shape = steady(0.2)
    _ended(line)
    line.run_for(LEASE_S + 60, step_s=300)
    assert (_replicas(world), world.slack.kinds()[-1]) == (1, "given_back")


def test_a_cluster_that_is_busy_is_asked_again(line: Line, world: World) -> None:
    world.cluster.fail_before("set_replicas", TemporaryError("scale: Kubernetes answered 503", 5.0))
    line.accept(alert())
    line.settle()
    assert _replicas(world) == 1
    line.run_for(10, step_s=1)
    assert (_replicas(world), line.state()) == (3, "acted")
    assert world.slack.kinds().count("acted") == 1


def test_a_notifier_that_is_down_delays_its_messages_and_nothing_else(line: Line, world: World) -> None:
    world.slack.failures = [TemporaryError("Slack answered 500") for _ in range(3)]
    _acted(line)
    assert (_replicas(world), world.slack.kinds(), world.pagerduty.kinds()) == (3, [], ["acted"])
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
    assert (_replicas(world), world.slack.kinds()) == (3, ["blind", "acted"])


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


def _dies_before_the_call(line: Line) -> None:
    line.world.cluster.fail_before("annotate", Crash())


def _dies_between_lease_and_call(line: Line) -> None:
    line.world.cluster.fail_before("set_replicas", Crash())


def _dies_after_the_call(line: Line) -> None:
    line.world.cluster.fail_after("set_replicas", Crash())


def _dies_before_anybody_is_told(line: Line) -> None:
    line.world.slack.render_failures.append(Crash())


def _dies_when_some_are_told(line: Line) -> None:
    line.world.pagerduty.render_failures.append(Crash())


def _dies_before_the_outcome(line: Line) -> None:
    line.ledger.dies = "before the outcome"


def _dies_after_the_outcome(line: Line) -> None:
    line.ledger.dies = "after the outcome"


def _dies_while_sending(line: Line) -> None:
    line.world.pagerduty.failures.append(Crash())


def _died(world: World, dies: Callable[[Line], None]) -> None:
    """A process that crashed while it acted."""
    died = Line(world)
    dies(died)
    died.accept(alert())
    with pytest.raises(Crash):
        died.settle()
    died.stop()


@pytest.mark.parametrize(
    "dies",
    [
        _dies_before_the_call,
        _dies_between_lease_and_call,
        _dies_after_the_call,
        _dies_before_anybody_is_told,
        _dies_when_some_are_told,
        _dies_before_the_outcome,
        _dies_after_the_outcome,
        _dies_while_sending,
    ],
)
def test_a_crash_anywhere_means_one_change_and_one_message(world: World, dies: Callable[[Line], None]) -> None:
    _died(world, dies)
    born = Line(world)
    born.settle()
    assert (_replicas(world), born.state()) == (3, "acted")
    assert _changes(world) == ["set_replicas 3"]
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["acted"], ["acted"])
    born.stop()


def test_a_crash_while_giving_back_gives_back_once_and_tells_once(world: World) -> None:
    died = Line(world)
    _leased(died)
    world.cluster.fail_before("annotate", Crash())
    with pytest.raises(Crash):
        died.run_for(LEASE_S, step_s=300)
    died.stop()
    born = Line(world)
    born.settle()
    assert (_replicas(world), born.state()) == (1, "given_back")
    assert _changes(world) == ["set_replicas 3", "set_replicas 1"]
    assert world.slack.kinds().count("given_back") == 1
    born.stop()


def _switched_off(world: World) -> None:
    stores = open_stores(world.path, world.clock)
    stores.kill_switch.turn_on("stop")
    stores.database.close()


def _receded(world: World) -> None:
    world.source.shape = steady(0.3)


def _dry_run(world: World) -> None:
    world.policy = builders.policy(remediation={"mode": "dry-run"})


def _surer(world: World) -> None:
    world.policy = builders.policy(confidence={"act": 1.0, "notify": 0.5})


def _left_the_policy(world: World) -> None:
    world.policy = builders.policy(remediation=None)


MEANWHILE = [
    (_switched_off, "acting is switched off: stop"),
    (_receded, "probability"),
    (_dry_run, "mode is dry-run"),
    (_surer, "100%"),
    (_left_the_policy, "the policy no longer knows this forecast or its action"),
]


@pytest.mark.parametrize(("meanwhile", "reason"), MEANWHILE)
@pytest.mark.parametrize("dies", [_dies_before_the_call, _dies_between_lease_and_call])
def test_an_intent_is_not_finished_after_a_restart_when_it_should_no_longer_be(
    world: World, dies: Callable[[Line], None], meanwhile: Callable[[World], None], reason: str
) -> None:
    _died(world, dies)
    meanwhile(world)
    born = Line(world)
    born.desks["remediations"].step()
    assert (_replicas(world), born.state()) == (1, "failed")
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations
    born.settle()
    assert any(reason in detail for detail in world.slack.details("act_failed"))
    born.stop()


@pytest.mark.parametrize("meanwhile", [meanwhile for meanwhile, _ in MEANWHILE])
@pytest.mark.parametrize("dies", [_dies_after_the_call, _dies_before_the_outcome])
def test_what_was_done_before_a_crash_is_verified_and_given_back_whatever_happened_meanwhile(
    world: World, dies: Callable[[Line], None], meanwhile: Callable[[World], None]
) -> None:
    _died(world, dies)
    meanwhile(world)
    born = Line(world)
    born.desks["remediations"].step()
    assert (_replicas(world), born.state()) == (3, "leased" if meanwhile is _left_the_policy else "acted")
    world.source.shape = steady(0.3)
    born.run_for(DEADLINE_S)
    assert (_replicas(world), born.state()) == (3, "leased")
    born.stores.kill_switch.turn_off()
    born.run_for(LEASE_S, step_s=300)
    assert (_replicas(world), born.state()) == (1, "given_back")
    assert _changes(world) == ["set_replicas 3", "set_replicas 1"]
    assert world.slack.kinds().count("given_back") == 1
    assert "act_failed" not in world.slack.kinds()
    born.stop()


def test_a_second_step_that_was_begun_and_given_up_leaves_the_earlier_loan_to_be_given_back(world: World) -> None:
    died = Line(world)
    _second_step(died)
    world.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        died.run_for(60)
    died.stop()
    world.source.shape = steady(0.2)
    born = Line(world)
    born.run_for(LEASE_S + 60, step_s=60)
    assert (_replicas(world), world.slack.kinds()[-1]) == (1, "given_back")
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations
    born.stop()


def test_the_end_is_told_again_when_the_alert_came_back_and_only_once_per_end(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    for _ in range(2):
        line.accept(alert())
        line.run_for(60)
        _ended(line)
        _ended(line)
        world.clock.advance(60)
    assert world.slack.kinds() == ["refuted", "cleared", "refuted", "cleared"]


def test_a_value_that_an_operator_set_is_where_the_next_step_begins_and_ends(line: Line, world: World) -> None:
    _second_step(line)
    world.cluster.deployed[TARGET].replicas = 6
    world.cluster.touch(TARGET)
    line.run_for(60)
    assert (_replicas(world), line.state()) == (8, "acted")
    world.source.shape = steady(0.2)
    line.run_for(SETTLE_S + LEASE_S + 60, step_s=60)
    assert (_replicas(world), line.state()) == (6, "given_back")


def test_a_loan_that_another_pods_alert_needs_goes_on_until_that_one_is_over(line: Line, world: World) -> None:
    _acted(line)
    world.cluster.owners[("shop", "web-2")] = TARGET
    world.cluster.deployed[TARGET].paused = True  # so that the second alert is believed but cannot take a step
    second = replace(labelled(pod="web-2"), fingerprint="d4e5f6")
    line.accept(second)
    world.source.shape = steady(0.3)
    world.source.of_pod = {"web-2": STANDS}
    line.run_for(DEADLINE_S + LEASE_S, step_s=300)
    assert (_replicas(world), line.state()) == (3, "leased")
    line.accept(replace(second, status=AlertStatus.RESOLVED))
    line.run_for(600, step_s=60)
    assert (_replicas(world), line.state()) == (1, "given_back")


def test_a_resolve_goes_out_only_after_a_trigger_and_behind_it(line: Line, world: World) -> None:
    world.pagerduty.effects = {EventKind.HELD: Effect.OPENS, EventKind.CLEARED: Effect.CLOSES}
    world.pagerduty.failures = [TemporaryError("PagerDuty answered 500", 30.0)]
    line.stores.kill_switch.turn_on("migration")
    line.accept(alert())
    line.settle()
    _ended(line)
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["held", "cleared"], [])
    line.run_for(40)
    assert world.pagerduty.kinds() == ["held", "cleared"]


def test_an_incident_that_was_never_opened_is_not_closed(line: Line, world: World) -> None:
    world.pagerduty.effects = {EventKind.CLEARED: Effect.CLOSES}
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.settle()
    _ended(line)
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["refuted", "cleared"], ["refuted"])

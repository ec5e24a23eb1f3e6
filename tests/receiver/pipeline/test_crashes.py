"""The whole line, with the process dying in it and something else changing meanwhile; test_crash_points has every point."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from receiver.domain.alert import AlertStatus
from receiver.domain.event import EventKind
from receiver.domain.lease import LEASE_KEY
from receiver.domain.message import Effect
from receiver.errors import TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert, labelled
from tests.support.cluster import Crash
from tests.support.line import (
    BACK_S,
    DEADLINE_S,
    LEASE_S,
    SETTLE_S,
    STANDS,
    UP_AND_BACK,
    Line,
    World,
    acted,
    changes_of,
    ended,
    replicas_of,
    second_step,
)
from tests.support.source import steady
from tests.support.stores import open_stores


def _dies_before_the_call(line: Line) -> None:
    line.world.cluster.fail_before("annotate", Crash())


def _dies_between_lease_and_call(line: Line) -> None:
    line.world.cluster.fail_before("set_replicas", Crash())


def _dies_after_the_call(line: Line) -> None:
    line.world.cluster.fail_after("set_replicas", Crash())


def _dies_when_some_messages_are_rendered(line: Line) -> None:
    line.world.pagerduty.render_failures.append(Crash())


def _dies_before_the_outcome(line: Line) -> None:
    line.ledger.dies = "before the outcome"


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


@pytest.mark.parametrize("dies", [_dies_when_some_messages_are_rendered, _dies_while_sending])
def test_a_crash_while_people_are_told_means_one_change_and_one_message(
    world: World, dies: Callable[[Line], None]
) -> None:
    _died(world, dies)
    born = Line(world)
    born.settle()
    assert (replicas_of(world), born.state()) == (3, "acted")
    assert changes_of(world) == ["set_replicas 3"]
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["acted"], ["acted"])
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


def _narrower(world: World) -> None:
    world.policy = builders.policy(remediation={"max_step": 1})


def _left_the_policy(world: World) -> None:
    world.policy = builders.policy(remediation=None)


MEANWHILE = [
    (_switched_off, "acting is switched off: stop"),
    (_receded, "probability"),
    (_dry_run, "mode is dry-run"),
    (_surer, "100.0%"),
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
    assert (replicas_of(world), born.state()) == (1, "failed")
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations
    born.settle()
    assert any(reason in detail for detail in world.slack.details("act_failed"))
    born.stop()


@pytest.mark.parametrize("dies", [_dies_before_the_call, _dies_between_lease_and_call])
def test_an_intent_is_finished_within_the_bounds_that_hold_by_then(world: World, dies: Callable[[Line], None]) -> None:
    _died(world, dies)
    _narrower(world)
    born = Line(world)
    born.settle()
    assert (replicas_of(world), born.state(), changes_of(world)) == (2, "acted", ["set_replicas 2"])
    assert world.slack.details("acted") == ["scaled Deployment/shop/web replicas 1→2"]
    world.source.shape = steady(0.2)
    born.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), born.state()) == (1, "given_back")
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
    assert (replicas_of(world), born.state()) == (3, "leased" if meanwhile is _left_the_policy else "acted")
    world.source.shape = steady(0.3)
    born.run_for(DEADLINE_S)
    assert (replicas_of(world), born.state()) == (3, "leased")
    born.stores.kill_switch.turn_off()
    born.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), born.state()) == (1, "given_back")
    at_once = [UP_AND_BACK[0], UP_AND_BACK[-1]]  # where nobody can judge a step
    assert changes_of(world) == (at_once if meanwhile is _left_the_policy else UP_AND_BACK)
    assert world.slack.kinds().count("given_back") == 1
    assert "act_failed" not in world.slack.kinds()
    born.stop()


def test_a_second_step_that_was_begun_and_given_up_leaves_the_earlier_loan_to_be_given_back(world: World) -> None:
    died = Line(world)
    second_step(died)
    world.cluster.fail_before("set_replicas", Crash())
    with pytest.raises(Crash):
        died.run_for(60)
    died.stop()
    world.source.shape = steady(0.2)
    born = Line(world)
    born.run_for(LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), world.slack.kinds()[-1]) == (1, "given_back")
    assert LEASE_KEY not in world.cluster.deployed[TARGET].annotations
    born.stop()


def test_the_end_is_told_again_when_the_alert_came_back_and_only_once_per_end(line: Line, world: World) -> None:
    world.source.shape = steady(0.7)
    for _ in range(2):
        line.accept(alert())
        line.run_for(60)
        ended(line)
        ended(line)
        world.clock.advance(60)
    assert world.slack.kinds() == ["refuted", "cleared", "refuted", "cleared"]


def test_a_value_that_an_operator_set_is_where_the_next_step_begins_and_ends(line: Line, world: World) -> None:
    second_step(line)
    world.cluster.deployed[TARGET].replicas = 6
    world.cluster.touch(TARGET)
    line.run_for(60)
    assert (replicas_of(world), line.state()) == (8, "acted")
    world.source.shape = steady(0.2)
    line.run_for(SETTLE_S + LEASE_S + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (6, "given_back")


def test_a_loan_that_another_pods_alert_needs_goes_on_until_that_one_is_over(line: Line, world: World) -> None:
    acted(line)
    world.cluster.owners[("shop", "web-2")] = TARGET
    world.cluster.deployed[TARGET].paused = True  # so that the second alert is believed but cannot take a step
    second = replace(labelled(pod="web-2"), fingerprint="d4e5f6")
    line.accept(second)
    world.source.shape = steady(0.3)
    world.source.of_pod = {"web-2": STANDS}
    line.run_for(DEADLINE_S + LEASE_S, step_s=300)
    assert (replicas_of(world), line.state()) == (3, "leased")
    line.accept(replace(second, status=AlertStatus.RESOLVED))
    line.run_for(600 + BACK_S, step_s=60)
    assert (replicas_of(world), line.state()) == (1, "given_back")


def test_a_resolve_goes_out_only_after_a_trigger_and_behind_it(line: Line, world: World) -> None:
    world.pagerduty.effects = {EventKind.HELD: Effect.OPENS, EventKind.CLEARED: Effect.CLOSES}
    world.pagerduty.failures = [TemporaryError("PagerDuty answered 500", 30.0)]
    line.stores.kill_switch.turn_on("migration")
    line.accept(alert())
    line.settle()
    ended(line)
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["held", "cleared"], [])
    line.run_for(40)
    assert world.pagerduty.kinds() == ["held", "cleared"]


def test_an_incident_that_was_never_opened_is_not_closed(line: Line, world: World) -> None:
    world.pagerduty.effects = {EventKind.CLEARED: Effect.CLOSES}
    world.source.shape = steady(0.7)
    line.accept(alert())
    line.settle()
    ended(line)
    assert (world.slack.kinds(), world.pagerduty.kinds()) == (["refuted", "cleared"], ["refuted"])

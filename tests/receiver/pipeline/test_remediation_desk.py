from dataclasses import replace

import pytest

from receiver.domain.event import EventKind
from receiver.errors import PermanentError, TemporaryError
from receiver.store.queue import CLAIM_S
from tests.support import builders
from tests.support.builders import TARGET, alert
from tests.support.line import LEASE_S, STANDS, UP_AND_BACK, Line, World, changes_of, replicas_of
from tests.support.source import steady


def _loan_at_its_end(line: Line) -> None:
    line.accept(alert())
    line.settle()
    line.world.clock.advance(1000.0)
    line.settle()
    assert line.state() == "leased"
    line.world.clock.advance(3600.0)


def test_nothing_due_is_nothing_to_do(line: Line) -> None:
    assert not line.desks["remediations"].step()


def test_what_cannot_be_judged_yet_is_looked_at_again_after_two_intervals(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    world.clock.advance(120.0)
    assert line.desks["remediations"].step()
    world.clock.advance(19.0)
    assert not line.desks["remediations"].step()
    world.clock.advance(1.0)
    assert line.desks["remediations"].step()


@pytest.mark.parametrize("switched_off", [False, True])
def test_a_loan_of_a_forecast_that_left_the_policy_is_given_back_unless_acting_is_switched_off(
    world: World, switched_off: bool
) -> None:
    line = Line(world)
    _loan_at_its_end(line)
    line.stop()
    world.policy = builders.policy(remediation=None)
    after = Line(world)
    if switched_off:
        after.stores.kill_switch.turn_on("migration")
    after.run_for(120)
    expected = ("leased", 3) if switched_off else ("given_back", 1)
    assert expected == (after.state(), world.cluster.deployed[TARGET].replicas)
    after.stores.kill_switch.turn_off()
    after.run_for(120)
    assert (after.state(), world.cluster.deployed[TARGET].replicas) == ("given_back", 1)
    assert world.slack.kinds().count("given_back") == 1
    after.stop()


def test_while_the_data_cannot_be_fetched_the_loan_goes_on(line: Line, world: World) -> None:
    _loan_at_its_end(line)
    world.source.error = TemporaryError("Prometheus cannot be reached")
    line.run_for(600, step_s=60)
    assert (line.state(), world.cluster.deployed[TARGET].replicas) == ("leased", 3)


@pytest.mark.parametrize("error", [PermanentError("403 Forbidden"), KeyError("a bug")])
def test_a_refusal_does_not_forget_the_loan_and_is_told_once(line: Line, world: World, error: Exception) -> None:
    _loan_at_its_end(line)
    world.source.shape = steady(0.5)
    before = len(world.slack.details("unverified"))
    for _ in range(3):
        world.cluster.fail_before("set_replicas", error)
    line.settle()
    assert line.state() == "leased"
    line.run_for(10, step_s=1)
    [told] = world.slack.details("unverified")[before:]
    assert told.startswith("scale Deployment/shop/web replicas 1→3 is still on loan, and a person must look")
    line.run_for(120)
    assert (line.state(), world.cluster.deployed[TARGET].replicas) == ("given_back", 1)


def test_a_loan_whose_workload_is_gone_is_over_and_nobody_is_paged(line: Line, world: World) -> None:
    _loan_at_its_end(line)
    del world.cluster.deployed[TARGET]
    world.source.shape = steady(0.2)
    line.settle()
    assert line.state() == "kept"
    assert world.slack.details("kept")[-1].endswith("there is nothing left to give back")
    assert not [one for one in world.pagerduty.events if one.kind is EventKind.KEPT and one.pages]


def test_people_are_told_when_what_is_in_the_cluster_cannot_be_followed_up_for_ten_minutes(
    line: Line, world: World
) -> None:
    line.accept(alert())
    line.settle()
    world.source.error = TemporaryError("Prometheus: connection refused")
    world.clock.advance(120.0)
    line.settle()
    line.run_for(500.0)
    assert "unverified" not in world.slack.kinds()
    line.run_for(200.0)
    assert world.slack.details("unverified") == [
        "scale Deployment/shop/web replicas 1→3 cannot be followed up: Prometheus: connection refused"
    ]


def test_a_second_outage_of_one_remediation_is_told_again(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    world.source.shape = STANDS
    for _ in range(2):
        world.source.error = TemporaryError("Prometheus: connection refused")
        line.run_for(LEASE_S + 1200.0, step_s=300.0)
        world.source.error = None
        line.run_for(600.0, step_s=300.0)
    about = [one for one in world.slack.details("unverified") if "cannot be followed up" in one]
    assert len(about) == 2


def test_an_intent_that_kills_the_process_again_and_again_is_given_up_and_told(line: Line, world: World) -> None:
    world.cluster.fail_before("annotate", TemporaryError("503"))
    line.accept(alert())
    line.settle()
    for _ in range(11):
        world.clock.advance(CLAIM_S)
        assert line.ledger.claim_due() is not None  # and dies
    world.clock.advance(CLAIM_S)
    line.settle()
    assert line.state() == "failed"
    assert "act_failed" in world.slack.kinds()


def test_a_refusal_is_told_although_what_the_action_brought_could_not_be_told_either(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    world.source.shape = None
    world.clock.advance(1000.0)
    line.settle()
    assert len(world.slack.details("unverified")) == 1
    world.clock.advance(3600.0)
    world.source.shape = steady(0.5)
    world.cluster.fail_before("set_replicas", PermanentError("403 Forbidden"))
    line.settle()
    assert "a person must look: 403 Forbidden" in world.slack.details("unverified")[-1]


def _intent_that_is_true(line: Line) -> None:
    line.world.cluster.fail_after("set_replicas", TemporaryError("the answer got lost"))
    line.accept(alert())
    line.desks["episodes"].step()
    assert (line.state(), replicas_of(line.world)) == ("intended", 3)


def _is_followed_up(line: Line) -> None:
    line.run_for(90)
    assert line.state() == "acted"
    line.world.source.shape = steady(0.2)
    line.run_for(5400, step_s=60)
    assert (line.state(), changes_of(line.world)) == ("given_back", UP_AND_BACK)
    assert "act_failed" not in line.world.slack.kinds()


def test_an_intent_that_cannot_be_looked_for_is_not_written_off(line: Line, world: World) -> None:
    _intent_that_is_true(line)
    for _ in range(2):
        world.cluster.fail_before("workload", PermanentError("403 Forbidden"))
    world.clock.advance(CLAIM_S)
    line.desks["remediations"].step()
    assert line.state() == "intended"
    assert line.stores.rows("SELECT kind FROM messages WHERE kind = 'unverified' LIMIT 1") == [("unverified",)]
    _is_followed_up(line)


def test_an_intent_that_is_true_needs_no_forecast_to_be_found(line: Line, world: World) -> None:
    _intent_that_is_true(line)
    world.source.error = KeyError("a bug")
    world.clock.advance(CLAIM_S)
    line.desks["remediations"].step()
    assert line.state() == "acted"


def _kills(line: Line) -> None:
    for _ in range(11):
        line.world.clock.advance(2 * CLAIM_S)
        assert line.ledger.claim_due() is not None  # and dies
    line.world.clock.advance(2 * CLAIM_S)


def test_an_intent_that_is_true_is_on_loan_however_often_the_process_died_over_it(line: Line, world: World) -> None:
    _intent_that_is_true(line)
    _kills(line)
    line.desks["remediations"].step()
    assert (line.state(), replicas_of(world)) == ("leased", 3)


def test_a_loan_over_which_the_process_died_again_and_again_is_still_given_back(line: Line, world: World) -> None:
    _loan_at_its_end(line)
    _kills(line)
    line.desks["remediations"].step()
    assert (line.state(), replicas_of(world)) == ("given_back", 1)


def test_a_try_that_came_back_ends_the_row_of_deaths(line: Line, world: World) -> None:
    _loan_at_its_end(line)
    assert line.ledger.claim_due() is not None  # and dies
    world.clock.advance(CLAIM_S)
    world.source.error = TemporaryError("Prometheus cannot be reached")
    line.desks["remediations"].step()
    assert line.stores.rows("SELECT attempts, interruptions FROM remediations") == [(1, 0)]


def test_what_became_of_an_action_that_left_the_policy_is_told_and_silences_nothing_later(world: World) -> None:
    world.policy = builders.policy(remediation={"action": "restart"})
    world.deploy(replicas=3)
    world.source.shape = STANDS
    line = Line(world)
    line.accept(alert())
    line.settle()
    line.stop()
    world.policy = builders.policy(remediation=None)
    after = Line(world)
    after.run_for(180)
    assert world.slack.kinds() == ["acted", "unverified", "held"]
    [told] = world.slack.details("unverified")
    assert told.endswith("cannot be told: the policy no longer knows this forecast or its action")
    after.stop()


def test_a_loan_of_a_forecast_that_left_the_policy_stays_while_another_for_the_same_target_stands(world: World) -> None:
    line = Line(world)
    _loan_at_its_end(line)
    line.stop()
    renamed = builders.entry(remediation={"mode": "dry-run"})
    world.policy = world.policy.model_copy(update={"forecasts": {"memory-used": renamed}})
    world.source.shape = STANDS
    after = Line(world)
    after.accept(replace(builders.labelled(forecast="memory-used"), fingerprint="d4e5f6"))
    after.desks["episodes"].step()
    after.run_for(600, step_s=60)
    assert (after.state(), replicas_of(world)) == ("leased", 3)
    world.source.shape = steady(0.2)
    after.run_for(600, step_s=60)
    assert (after.state(), replicas_of(world)) == ("given_back", 1)
    after.stop()

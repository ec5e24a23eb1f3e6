"""Two receivers in one cluster: neither takes, raises nor misreads what the other has on loan."""

import json
from dataclasses import replace

import pytest

from receiver.domain.lease import LEASE_KEY, Seal
from receiver.pipeline.adoption import EVERY_S
from tests.support import builders
from tests.support.builders import alert, plan, remediation
from tests.support.line import BACK_S, COOLDOWN_S, LEASE_S, STANDS, Line, World, leased, replicas_of
from tests.support.notifier import RecordingNotifier


def _another(world: World, name: str = "another.db", owner: str = "default") -> Line:
    """A second receiver in the same cluster, with a database of its own."""
    assert not isinstance(world.path, str)
    return Line(replace(world, path=world.path.with_name(name), seal=Seal(owner), slack=RecordingNotifier()))


def test_two_receivers_of_one_name_do_not_take_each_others_loans_and_say_so(world: World) -> None:
    first, second = Line(world), _another(world)
    world.clock.advance(3600)
    world.source.shape = STANDS
    leased(first)
    for _ in range(3):
        second.run_for(EVERY_S, step_s=EVERY_S)
    assert (first.state(), second.state(), replicas_of(world)) == ("leased", "", 3)
    [told] = second.world.slack.details("unverified")
    assert "another receiver named 'default' lends here" in told
    assert "RECEIVER_INSTANCE" in told
    first.run_for(LEASE_S + BACK_S, step_s=60)
    assert (first.state(), replicas_of(world)) == ("given_back", 1)
    second.stop()
    first.stop()


@pytest.mark.parametrize("owner", ["default", "another"])
def test_what_another_receiver_has_on_loan_is_not_raised_by_this_one(world: World, owner: str) -> None:
    first, second = Line(world), _another(world, owner=owner)
    world.clock.advance(3600)
    world.source.shape = STANDS
    leased(first)
    world.source.shape = STANDS
    second.accept(alert())
    second.run_for(600)
    assert (second.state(), replicas_of(world)) == ("", 3)
    assert "another receiver (named 'default') has replicas on loan until" in second.world.slack.details("held")[0]
    second.stop()
    first.stop()


def test_another_receivers_signed_loan_is_no_forgery(world: World) -> None:
    world.seal = Seal("default", lambda: [b"the key of the first one"])
    first, second = Line(world), _another(world, owner="another")
    second.world.seal = Seal("another", lambda: [b"the key of the other one"])
    second.stop()
    second = Line(second.world)
    leased(first)
    second.run_for(EVERY_S + 60, step_s=60)
    assert second.world.slack.kinds() == []
    second.stop()
    first.stop()


def test_a_receiver_that_is_given_another_name_keeps_its_loans(world: World) -> None:
    line = Line(world)
    leased(line)
    line.stop()
    renamed = Line(replace(world, seal=Seal("renamed")))
    world.source.shape = STANDS
    renamed.run_for(COOLDOWN_S, step_s=60)
    assert (renamed.state(), replicas_of(world)) == ("acted", 5)
    assert world.slack.kinds() == ["acted", "worked", "acted"]
    renamed.stop()


@pytest.mark.parametrize(
    ("target", "after_s", "raised"), [("shop/web", 0, 3), ("shop/other", 0, 5), ("shop/web", 2, 5)]
)
def test_only_a_loan_on_this_object_that_is_not_long_over_holds(
    world: World, target: str, after_s: float, raised: int
) -> None:
    deployed = world.deploy(replicas=3)
    [text] = Seal("another").written(remediation(plan=plan(wanted=3), lease_until_s=world.clock.now())).values()
    deployed.annotations[LEASE_KEY] = (text or "").replace("shop/web", target)
    world.source.shape = STANDS
    world.clock.advance(after_s * 86_400)
    line = Line(world)
    line.accept(alert())
    line.settle()
    assert replicas_of(world) == raised
    line.stop()


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_loan_that_ends_in_no_year_of_the_calendar_costs_no_decision(world: World, until: str) -> None:
    deployed = world.deploy(replicas=3)
    [text] = Seal("another").written(remediation(plan=plan(wanted=3), lease_until_s=world.clock.now())).values()
    deployed.annotations[LEASE_KEY] = json.dumps(json.loads(text or "") | {"until": until})
    world.source.shape = STANDS
    line = Line(world)
    line.accept(alert())
    line.settle()
    assert replicas_of(world) == 5
    assert "it is not what this receiver writes (until)" in world.slack.details("unverified")[0]
    line.stop()


def test_what_another_receiver_has_on_loan_is_restarted_all_the_same(world: World) -> None:
    world.policy = builders.policy(remediation={"action": "restart"})
    first, second = Line(replace(world, policy=builders.policy())), _another(world, owner="another")
    world.clock.advance(3600)
    world.source.shape = STANDS
    leased(first)
    world.source.shape = STANDS
    second.accept(alert())
    second.settle()
    assert [call for call in world.cluster.calls if call.startswith("restart")] != []
    second.stop()
    first.stop()

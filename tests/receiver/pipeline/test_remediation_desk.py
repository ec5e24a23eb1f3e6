import pytest

from receiver.errors import PermanentError, TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert
from tests.support.line import Line, World
from tests.support.source import steady


def _loan_at_its_end(line: Line) -> None:
    line.accept(alert())
    line.settle()
    line.world.clock.advance(1000.0)
    line.settle()
    assert line.state() == "leased"
    line.world.clock.advance(3600.0)


def test_nothing_due_is_nothing_to_do(line: Line) -> None:
    assert not line.remediations.step()


def test_what_cannot_be_judged_yet_is_looked_at_again_after_two_intervals(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    world.clock.advance(120.0)
    assert line.remediations.step()
    world.clock.advance(19.0)
    assert not line.remediations.step()
    world.clock.advance(1.0)
    assert line.remediations.step()


def test_a_forecast_that_left_the_policy_is_handed_to_a_person(world: World) -> None:
    line = Line(world)
    _loan_at_its_end(line)
    line.stop()
    world.policy = builders.policy(remediation=None)
    after = Line(world)
    after.settle()
    assert after.state() == "failed"
    assert "a person must look at it, the policy no longer knows" in world.slack.details("unverified")[-1]
    after.stop()


def test_while_the_data_cannot_be_fetched_the_loan_goes_on(line: Line, world: World) -> None:
    _loan_at_its_end(line)
    world.source.error = TemporaryError("Prometheus cannot be reached")
    line.run_for(600, step_s=60)
    assert (line.state(), world.cluster.deployed[TARGET].replicas) == ("leased", 3)


@pytest.mark.parametrize("error", [PermanentError("403 Forbidden"), KeyError("a bug")])
def test_a_step_that_can_never_succeed_is_handed_to_a_person(line: Line, world: World, error: Exception) -> None:
    _loan_at_its_end(line)
    world.source.shape = steady(0.5)
    world.cluster.fail_before("set_replicas", error)
    line.settle()
    assert line.state() == "failed"
    assert world.slack.details("unverified")[-1].startswith(
        "scale Deployment/shop/web replicas 1→3: a person must look"
    )

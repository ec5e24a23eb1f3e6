"""Somebody else writes the same field: an HPA, a GitOps controller that heals, a person. Nobody fights, people hear of it."""

from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from tests.support import builders
from tests.support.builders import TARGET, alert
from tests.support.cluster import Hpa
from tests.support.line import SETTLE_S, STANDS, Line, World, acted, changes_of, replicas_of
from tests.support.source import FakeSource


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    policy = builders.policy(remediation={"settle_s": 300.0})
    made = World(tmp_path / "receiver.db", clock, policy=policy, source=FakeSource(shape=STANDS))
    made.deploy()
    return made


@pytest.fixture
def line(world: World) -> Line:
    return Line(world)


def _healed(world: World, replicas: int = 1) -> None:
    """The declared value is written again, as self-healing does."""
    world.cluster.deployed[TARGET].replicas = replicas
    world.cluster.touch(TARGET)


def test_a_change_that_was_undone_is_noticed_after_a_minute_and_said(line: Line, world: World) -> None:
    acted(line)
    line.run_for(20)
    _healed(world)
    line.run_for(30)
    assert world.slack.kinds() == ["acted"]
    line.run_for(20)
    assert (line.state(), world.slack.kinds()[:2]) == ("kept", ["acted", "kept"])
    assert "replicas was changed by somebody else since" in world.slack.details("kept")[0]


def test_who_undid_it_is_not_fought(line: Line, world: World) -> None:
    acted(line)
    _healed(world)
    line.run_for(1800)
    assert (replicas_of(world), changes_of(world)) == (1, ["set_replicas 3"])
    assert any("is not raised again while that loan would last" in one for one in world.slack.details("held"))


def test_a_change_that_stands_after_a_minute_is_judged_after_the_settle_time_and_not_before(
    line: Line, world: World
) -> None:
    acted(line)
    asked = world.source.requests
    line.world.clock.advance(60)
    while line.desks["remediations"].step():
        pass
    assert (line.state(), world.source.requests) == ("acted", asked)


def test_the_replicas_under_an_hpa_belong_to_it_whatever_it_makes_of_them(line: Line, world: World) -> None:
    found = world.cluster.deployed[TARGET]
    found.replicas, found.hpa = 2, Hpa("web-hpa", min_replicas=1, max_replicas=3)
    acted(line)
    assert (changes_of(world), found.hpa.min_replicas) == (["set_floor 3"], 3)
    assert "clipped to 3 by the autoscaler's maxReplicas" in str(world.slack.events[0].facts)
    found.replicas = 2  # somebody scales by hand, and the HPA brings its floor back
    found.replicas = found.hpa.min_replicas
    line.run_for(SETTLE_S)
    assert (line.state(), changes_of(world)) == ("acted", ["set_floor 3"])


def test_an_hpa_at_its_ceiling_is_named_as_what_pins_it(line: Line, world: World) -> None:
    found = world.cluster.deployed[TARGET]
    found.replicas, found.hpa = 3, Hpa("web-hpa", min_replicas=1, max_replicas=3)
    line.accept(alert())
    line.settle()
    assert changes_of(world) == []
    assert "clipped to 3 by the autoscaler's maxReplicas" in world.slack.details("held")[0]

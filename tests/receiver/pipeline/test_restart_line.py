"""A restart through the whole line: decided, rehearsed, done once, judged by the pods that took over, and over then."""

from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.surroundings import DisruptionBudget
from receiver.errors import PermanentError, TemporaryError
from tests.support import builders
from tests.support.builders import TARGET, alert
from tests.support.line import DEADLINE_S, SETTLE_S, STANDS, Line, World
from tests.support.source import FakeSource, steady

STAMP = "restart 2023-11-14T22:13:20+00:00"


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    policy = builders.policy(remediation={"action": "restart"})
    made = World(tmp_path / "receiver.db", clock, policy=policy, source=FakeSource(shape=STANDS))
    made.deploy(replicas=3)
    return made


@pytest.fixture
def line(world: World) -> Line:
    return Line(world)


def test_it_is_restarted_once_and_over_when_the_new_pods_stand_low(line: Line, world: World) -> None:
    line.accept(alert())
    line.settle()
    assert (world.cluster.calls, line.state()) == ([STAMP], "acted")
    rollout = world.cluster.deployed[TARGET].rollout
    rollout.unfinished, rollout.pods = "1 of 3 pods are of the newest template", ("web-7",)
    world.source.of_pod = {"web-7": steady(0.05)}
    line.run_for(SETTLE_S + 60)
    assert line.state() == "acted"  # not before the rollout is over
    rollout.unfinished = ""
    line.run_for(60)
    assert line.state() == "done"
    assert world.slack.kinds() == ["acted", "worked"]
    assert world.slack.details("acted") == ["restarted Deployment/shop/web"]
    assert world.cluster.calls == [STAMP]


def _restarted(line: Line, world: World) -> None:
    """Restarted, and two pods have taken over."""
    line.accept(alert())
    line.settle()
    world.cluster.deployed[TARGET].rollout.pods = ("web-7", "web-8")
    world.source.of_pod = {"web-7": steady(0.05), "web-8": steady(0.05)}


def test_while_the_series_of_one_new_pod_cannot_be_read_nothing_is_called_a_success(line: Line, world: World) -> None:
    _restarted(line, world)
    world.source.unread = {"web-8": TemporaryError("timed out")}
    line.run_for(SETTLE_S + 120)
    assert line.state() == "acted"
    world.source.unread = {}
    line.run_for(60)
    assert (line.state(), world.slack.kinds()[-1]) == ("done", "worked")


def test_what_can_never_be_read_is_for_a_person(line: Line, world: World) -> None:
    _restarted(line, world)
    world.source.unread = {"web-8": PermanentError("two series answer")}
    line.run_for(DEADLINE_S)
    assert world.slack.kinds()[-1] == "unverified"
    assert "1 of 2 new pods cannot be judged: two series answer" in world.slack.details("unverified")[0]


def test_one_new_pod_that_stands_where_the_old_one_was_expected_is_enough_to_say_so(line: Line, world: World) -> None:
    _restarted(line, world)
    world.source.unread = {"web-8": PermanentError("two series answer")}
    world.source.of_pod["web-7"] = steady(0.95)
    line.run_for(DEADLINE_S)
    assert world.slack.kinds()[-1] == "no_effect"


def test_while_a_budget_allows_no_pod_to_go_it_holds(line: Line, world: World) -> None:
    world.inspector.budgets_there = (DisruptionBudget("web", 0),)
    line.accept(alert())
    line.settle()
    assert world.cluster.calls == []
    [told] = world.slack.details("held")
    assert "would restart Deployment/shop/web, but PodDisruptionBudget web allows no pod to go now" in told


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"paused": True}, "is paused"),
        ({"replicas": 0}, "is scaled to zero"),
        ({"recreate": True}, "a person decides"),
        ({"rollout": {"unfinished": "it is Degraded"}}, "a rollout of Deployment/shop/web is not finished"),
        ({"rollout": {"pod_s": 600.0}}, "and the resource may run out in"),
        ({"labels": {"kustomize.toolkit.fluxcd.io/name": "shop"}}, "is managed by GitOps"),
    ],
)
def test_what_is_not_to_be_restarted_now_is_told_and_left(
    line: Line, world: World, changes: dict[str, object], why: str
) -> None:
    found = world.cluster.deployed[TARGET]
    rollout = changes.pop("rollout", {})
    assert isinstance(rollout, dict)
    world.cluster.deployed[TARGET] = replace(found, rollout=replace(found.rollout, **rollout), **changes)  # type: ignore[arg-type]
    line.accept(alert())
    line.settle()
    assert world.cluster.calls == []
    [told] = world.slack.details("held")
    assert why in told

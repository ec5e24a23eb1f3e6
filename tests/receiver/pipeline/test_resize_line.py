"""A container that leaks, from the alert to the end of its resize."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from tests.support.builders import MIB, POD, TARGET, labelled, memory_entry, policy
from tests.support.cluster import Box
from tests.support.line import DEADLINE_S, SETTLE_S, Line, World
from tests.support.source import rising, steady

LEAKS = labelled(container="app")


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    entry = memory_entry(max_step_ratio=1.5)
    made = World(tmp_path / "line.db", clock, policy().model_copy(update={"forecasts": {"memory": entry}}))
    made.cluster.boxes[POD] = Box(256 * MIB, 128 * MIB, 256 * MIB, owner=TARGET, template_bytes=256 * MIB)
    made.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
    return made


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    made = Line(world)
    made.accept(LEAKS)
    made.settle()
    yield made
    made.stop()


def _outcome(line: Line) -> tuple[str, str | None]:
    newest = line.ledger.newest(POD)
    assert newest is not None
    return newest.state.value, newest.outcome and newest.outcome.value


def _told(line: Line) -> dict[str, str]:
    return {event.kind.value: event.detail for event in line.world.slack.events}


def test_it_is_given_more_and_the_debt_is_told(line: Line) -> None:
    box = line.world.cluster.boxes[POD]
    assert (box.limit_bytes, box.request_bytes) == (384 * MIB, 256 * MIB)
    assert _told(line) == {"acted": "resized Pod/shop/web-1 app.memory 256 MiB→384 MiB"}
    [acted] = line.world.slack.events
    assert "the next rollout of Deployment/shop/web sets 256 MiB again" in acted.facts["Remediation"]
    box.actual_bytes = 384 * MIB
    line.world.source.shape = steady(0.3)
    line.run_for(SETTLE_S)
    assert _outcome(line) == ("done", "worked")


def test_a_resize_that_the_node_can_never_take_had_no_effect(line: Line) -> None:
    box = line.world.cluster.boxes[POD]
    box.pending, box.infeasible = "PodResizePending Infeasible", True
    line.run_for(SETTLE_S)
    assert _outcome(line) == ("done", "no_effect")
    assert "it still has 256 MiB: PodResizePending Infeasible" in _told(line)["no_effect"]


def test_a_resize_that_is_deferred_until_the_deadline_is_no_success(line: Line) -> None:
    line.world.cluster.boxes[POD].pending = "PodResizePending Deferred"
    line.world.source.shape = steady(0.3)
    line.run_for(SETTLE_S)
    assert _outcome(line) == ("acted", None)
    line.run_for(DEADLINE_S)
    assert _outcome(line) == ("done", "inconclusive")


def test_a_pod_that_is_gone_is_over(line: Line) -> None:
    line.world.cluster.boxes.clear()
    line.run_for(SETTLE_S)
    assert _outcome(line)[0] == "kept"
    assert "there is nothing left to verify" in _told(line)["kept"]

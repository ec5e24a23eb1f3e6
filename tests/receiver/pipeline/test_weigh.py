"""From the alert of a leak to the action that its load speaks for."""

from pathlib import Path

import numpy as np
import pytest

from receiver.clock import FrozenClock
from receiver.errors import TemporaryError
from receiver.forecast.clean import Floats
from tests.support.builders import MIB, NOW_S, POD, entry, labelled, policy, resize_document
from tests.support.cluster import Box
from tests.support.line import Line, World, changes_of
from tests.support.source import rising

LEAKS = labelled(container="app")
LOAD = {"by": ["namespace", "pod"]}


PERIOD_S = 150.0


def _load(t: Floats) -> Floats:
    """Requests that come and go, and are many just now."""
    return 100 + 40 * np.cos(2 * np.pi * (t - NOW_S) / PERIOD_S)


def _with_each_request(t: Floats) -> Floats:
    """Half full by now, and by as much fuller with each request."""
    waves = 40 * PERIOD_S / (2 * np.pi) * np.sin(2 * np.pi * (t - NOW_S) / PERIOD_S)
    return 0.5 + 0.000005 * (100 * (t - NOW_S) + waves)


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    remediation = {"load": LOAD, "then": [resize_document(max_step_ratio=1.5)]}
    known = entry(by=["namespace", "pod", "container"], remediation=remediation)
    made = World(tmp_path / "line.db", clock, policy().model_copy(update={"forecasts": {"memory": known}}))
    made.deploy()
    made.cluster.boxes[POD] = Box(256 * MIB, 128 * MIB, 256 * MIB)
    made.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
    made.source.load = _load
    return made


def _looked_at(world: World) -> list[tuple[str, str]]:
    line = Line(world)
    line.accept(LEAKS)
    line.settle()
    line.stop()
    return [(event.kind.value, event.detail) for event in world.slack.events]


def test_a_leak_that_does_not_follow_the_load_is_resized_not_scaled(world: World) -> None:
    assert _looked_at(world) == [("acted", "resized Pod/shop/web-1 app.memory 256 MiB→384 MiB")]
    [event] = world.slack.events
    assert event.facts["Load"].startswith("the growth does not follow the load: ")


def test_a_leak_that_follows_the_load_is_scaled(world: World) -> None:
    world.source.shape = _with_each_request
    [(kind, detail)] = _looked_at(world)
    assert (kind, detail.split(" replicas")[0]) == ("acted", "scaled Deployment/shop/web")


def test_while_it_cannot_be_told_nothing_is_done_and_that_is_said(world: World) -> None:
    world.source.load = None
    [(kind, detail)] = _looked_at(world)
    assert kind == "held"
    assert "cannot tell whether the growth follows the load: too little to compare" in detail
    assert world.cluster.calls == []


def test_the_load_is_read_by_its_own_labels_only(world: World) -> None:
    _looked_at(world)
    assert {"forecast": "memory", "namespace": "shop", "pod": "web-1"} in world.source.asked


def test_an_intent_to_scale_is_not_gone_on_with_when_by_now_something_else_would_be_done(world: World) -> None:
    world.source.shape = _with_each_request
    world.cluster.fail_before("annotate", TemporaryError("503"))
    line = Line(world)
    line.accept(LEAKS)
    line.settle()
    assert line.state() == "intended"
    world.source.shape = rising(world.clock.now(), level=0.5, slope_per_s=0.0005)
    world.clock.advance(60.0)
    line.desks["remediations"].step()
    assert changes_of(world) == []
    assert line.state() == "failed"
    line.settle()
    assert "by now it would be: resize-memory Pod/shop/web-1" in world.slack.details("act_failed")[0]
    line.stop()

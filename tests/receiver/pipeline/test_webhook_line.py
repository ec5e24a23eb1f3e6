"""A webhook through the whole line: called once whatever the alert says, tried again with the same id, judged by the series."""

from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.errors import PermanentError, TemporaryError
from tests.support import builders
from tests.support.builders import alert
from tests.support.line import SETTLE_S, STANDS, Line, World
from tests.support.source import FakeSource, steady

URL = "https://ops.example.com/hooks/T0KEN"
FORGED = {"url": "https://evil.example.com", "webhook": "https://evil.example.com", "summary": "runs out"}


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    policy = builders.policy(remediation={"action": "webhook", "url": URL})
    return World(tmp_path / "receiver.db", clock, policy=policy, source=FakeSource(shape=STANDS))


@pytest.fixture
def line(world: World) -> Line:
    return Line(world)


def _states(line: Line) -> list[str]:
    return [state for (state,) in line.stores.rows("SELECT state FROM remediations")]


def test_the_policys_url_is_called_once_and_what_came_of_it_is_told(line: Line, world: World) -> None:
    forged = replace(alert(), annotations=FORGED, labels={**alert().labels, "url": "https://evil.example.com"})
    line.accept(forged)
    line.settle()
    [(url, _, document)] = world.caller.calls
    assert (url, document["labels"]) == (URL, {"namespace": "shop", "pod": "web-1"})
    assert "evil" not in str(document)
    world.source.shape = steady(0.2)
    line.run_for(SETTLE_S + 60)
    assert _states(line) == ["done"]
    assert len(world.caller.calls) == 1
    assert world.slack.kinds()[0] == "acted"
    assert "T0KEN" not in str(world.slack.sent)
    assert world.cluster.calls == []


def test_a_service_that_is_busy_is_called_again_with_the_same_id(line: Line, world: World) -> None:
    world.caller.errors = [TemporaryError("the webhook answered 503"), TemporaryError("the webhook answered 503")]
    line.accept(alert())
    line.run_for(60, step_s=5)
    assert len({call_id for _, call_id, _ in world.caller.calls}) == 1
    assert (len(world.caller.calls), world.slack.kinds().count("acted")) == (3, 1)


def test_a_service_that_refuses_is_told_of_and_left_in_peace(line: Line, world: World) -> None:
    world.caller.errors = [PermanentError("the webhook answered 400")]
    line.accept(alert())
    line.run_for(60)
    assert (_states(line), len(world.caller.calls), world.slack.kinds()) == (["failed"], 1, ["act_failed"])


def test_without_a_signing_key_nothing_is_written_down_and_people_hear_of_it(line: Line, world: World) -> None:
    world.caller.unsigned = TemporaryError("route 'memory': no file action-signing-key")
    line.accept(alert())
    line.run_for(120)
    assert (_states(line), world.caller.calls) == ([], [])
    assert "no file action-signing-key" in world.slack.details("blind")[0]

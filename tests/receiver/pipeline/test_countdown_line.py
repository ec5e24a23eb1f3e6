"""A countdown through the whole line: the end is known, so it is told as it is, and acted on only where the policy says so."""

import math
from pathlib import Path
from typing import Any

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from receiver.domain.event import Event
from receiver.pipeline.replay import Replayed, differences, replay
from receiver.policy import record
from tests.support import builders
from tests.support.builders import NOW_S, TARGET, alert
from tests.support.line import SETTLE_S, Line, World
from tests.support.source import FakeSource, rising

DAY_S = 86_400.0
SPAN_S = 21 * DAY_S
ALERTS = [
    {"severity": "warning", "windows_s": [], "horizon_s": SPAN_S, "for_s": 3600.0},
    {"severity": "critical", "windows_s": [], "horizon_s": 7 * DAY_S, "for_s": 3600.0},
]
URL = "https://ops.example.com/renew"


def _world(path: Path, clock: FrozenClock, left_s: float | None, **remediation: Any) -> World:
    policy = builders.policy(
        kind="countdown",
        summary="Certificate of an endpoint expires",
        alerts=ALERTS,
        remediation={"action": "none", **remediation},
    )
    shape = None if left_s is None else rising(NOW_S, 1 - left_s / SPAN_S, 1 / SPAN_S)
    return World(path / "receiver.db", clock, policy=policy, source=FakeSource(shape=shape))


def _told(world: World) -> Event:
    line = Line(world)
    line.accept(alert())
    line.settle()
    [event] = world.slack.events
    return event


def test_what_expires_soon_is_told_with_its_time_and_pages_without_being_called_uncertain(
    tmp_path: Path, clock: FrozenClock
) -> None:
    event = _told(_world(tmp_path, clock, 6 * DAY_S + 3 * 3600 + 60))
    assert event.headline == "Certificate of an endpoint expires in 6 d 3 h: shop/web-1"
    assert event.detail == "not acted: the policy names no action for this forecast"
    assert event.pages
    assert event.facts == {
        "Where": "shop/web-1",
        "Forecast": "memory",
        "Ends": "2023-11-21 01:14 UTC, in 6 d 3 h",
        "How sure": "certain: a countdown, nothing is extrapolated",
    }
    assert event.outlook is not None
    assert event.outlook.probability == 1.0
    assert event.picture is None


def test_what_has_expired_is_told_so(tmp_path: Path, clock: FrozenClock) -> None:
    event = _told(_world(tmp_path, clock, -3 * 3600.0))
    assert event.headline == "Certificate of an endpoint expires now: shop/web-1"
    assert event.facts["Ends"] == "2023-11-14 19:13 UTC, which is over"


def test_what_was_renewed_meanwhile_pages_nobody(tmp_path: Path, clock: FrozenClock) -> None:
    event = _told(_world(tmp_path, clock, 90 * DAY_S))
    assert (event.kind.value, event.pages) == ("refuted", False)
    assert event.detail == "downgraded, refuted (remaining): 90 d left, asked about 7 d"


def test_without_samples_people_hear_that_nobody_knows(tmp_path: Path, clock: FrozenClock) -> None:
    event = _told(_world(tmp_path, clock, None))
    assert (event.kind.value, event.outlook) == ("blind", None)
    assert "no samples" in event.detail


def test_no_countdown_is_a_prediction_to_be_held_against_what_came(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, 6 * DAY_S)
    line = Line(world)
    line.accept(alert())
    line.settle()
    assert line.stores.rows("SELECT count(*) FROM evaluations") == [(1,)]
    assert line.stores.rows("SELECT count(*) FROM predictions") == [(0,)]


@pytest.mark.parametrize("left_s", [6 * DAY_S, 90 * DAY_S, -60.0])
def test_what_was_decided_comes_out_again_bit_for_bit(tmp_path: Path, clock: FrozenClock, left_s: float) -> None:
    line = Line(_world(tmp_path, clock, left_s))
    line.accept(alert())
    line.settle()
    found, question = line.stores.history.decision(1), line.stores.questions.get(1)
    assert found is not None
    assert question is not None
    assert question.countdown_span_s == SPAN_S
    situation = record.from_json(found.situation)
    recorded = Replayed(situation, Decision(situation.plan, Hold(found.held_by or "", found.reason)))
    assert differences(recorded, replay(situation, question)) == []
    assert line.stores.pictures.of_evaluation(1) is None


def test_without_an_action_in_the_policy_nothing_is_called_or_changed(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, 6 * DAY_S)
    line = Line(world)
    line.accept(alert())
    line.run_for(1800, step_s=60)
    assert (world.caller.calls, world.cluster.calls, line.stores.rows("SELECT * FROM remediations")) == ([], [], [])


def test_a_renewal_that_the_policy_has_called_is_seen_to_work(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, 6 * DAY_S, action="webhook", url=URL)
    line = Line(world)
    line.accept(alert())
    line.settle()
    assert [url for url, _, _ in world.caller.calls] == [URL]
    called_s, expiring = clock.now(), world.source.shape
    assert expiring is not None
    world.source.shape = lambda at_s: (at_s > called_s + 30) * -3.0 + (at_s <= called_s + 30) * expiring(at_s)
    line.run_for(SETTLE_S + 60)
    assert world.slack.kinds() == ["acted", "worked"]
    assert len(world.caller.calls) == 1


def test_a_renewal_that_came_to_nothing_is_told(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, 6 * DAY_S, action="webhook", url=URL)
    line = Line(world)
    line.accept(alert())
    line.run_for(SETTLE_S + 1800, step_s=60)
    assert "no_effect" in world.slack.kinds()
    assert len(world.caller.calls) == 1


@pytest.mark.parametrize(
    ("left_s", "told"),
    [(6 * DAY_S, "no_effect"), (6.9 * DAY_S, "slowed"), (90 * DAY_S, "worked"), (math.nan, "unverified")],
)
def test_whether_a_restart_helped_is_read_from_the_pod_that_took_over(
    tmp_path: Path, clock: FrozenClock, left_s: float, told: str
) -> None:
    """The token of a pod: its successor reads the same one, or a newer one, or none that can be read."""
    world = _world(tmp_path, clock, 6 * DAY_S, action="restart")
    world.deploy(replicas=1)
    line = Line(world)
    line.accept(alert())
    line.settle()
    assert world.slack.kinds() == ["acted"]
    world.cluster.deployed[TARGET].rollout.pods = ("web-7",)
    world.source.of_pod = {"web-7": rising(NOW_S, 1 - left_s / SPAN_S, 1 / SPAN_S)}
    line.run_for(SETTLE_S + 300, step_s=30)
    assert world.slack.kinds() == ["acted", told]

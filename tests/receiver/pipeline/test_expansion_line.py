"""A volume that fills, from the alert to the end of its expansion."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from receiver.clock import FrozenClock
from tests.support.builders import CLAIM, GIB, alert, policy, volume_entry
from tests.support.cluster import Claim
from tests.support.line import DEADLINE_S, SETTLE_S, Line, World
from tests.support.source import rising, steady

FILLS = alert(
    labels={
        "alertname": "ForecastPvcSpace",
        "forecast": "memory",
        "severity": "critical",
        "namespace": "shop",
        "persistentvolumeclaim": "data-0",
    }
)
COOLDOWN_S = 900.0


def _world(folder: Path, clock: FrozenClock, **changes: Any) -> World:
    entry = volume_entry(cooldown_s=COOLDOWN_S, max_step_ratio=1.2, **changes)
    made = World(folder / "line.db", clock, policy().model_copy(update={"forecasts": {"memory": entry}}))
    made.cluster.claims[CLAIM] = Claim(10 * GIB, 10 * GIB)
    made.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
    return made


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    return _world(tmp_path, clock)


@pytest.fixture
def line(world: World) -> Iterator[Line]:
    made = Line(world)
    yield made
    made.stop()


def _states(line: Line) -> list[tuple[str, str | None]]:
    newest = line.ledger.newest(CLAIM)
    return [] if newest is None else [(newest.state.value, newest.outcome and newest.outcome.value)]


def _told(line: Line) -> list[tuple[str, str]]:
    return [(event.kind.value, event.detail) for event in line.world.slack.events]


def test_it_is_expanded_once_and_nothing_is_given_back(line: Line) -> None:
    line.accept(FILLS)
    line.settle()
    claim = line.world.cluster.claims[CLAIM]
    assert (claim.requested_bytes, _states(line)) == (12 * GIB, [("acted", None)])
    assert _told(line) == [("acted", "expanded PersistentVolumeClaim/shop/data-0 storage 10 GiB→12 GiB")]
    claim.grow()
    line.world.source.shape = steady(0.4)
    line.run_for(SETTLE_S)
    assert _states(line) == [("done", "worked")]
    line.run_for(2 * 3600.0, step_s=300.0)
    assert line.world.cluster.calls == [f"set_storage {12 * GIB}"]


def test_an_expansion_that_does_not_come_true_is_no_success(line: Line) -> None:
    line.accept(FILLS)
    line.settle()
    line.world.source.shape = steady(0.4)
    line.run_for(DEADLINE_S)
    assert _states(line) == [("done", "inconclusive")]
    [told] = [detail for kind, detail in _told(line) if kind == "unverified"]
    assert "it still has 10 GiB: capacity is below what was asked for" in told


def test_growth_that_eats_every_expansion_stops_with_a_person(tmp_path: Path, clock: FrozenClock) -> None:
    world = _world(tmp_path, clock, max_expansions=2)
    line = Line(world)
    line.accept(FILLS)
    line.settle()
    for _ in range(40):  # the volume always follows, and is always about to be full again
        world.cluster.claims[CLAIM].grow()
        world.source.shape = steady(0.4)
        line.run_for(SETTLE_S + 60)
        world.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
        line.run_for(300)
        line.accept(replace(FILLS))
    assert len(world.cluster.calls) == 2
    held = [detail for kind, detail in _told(line) if kind == "held"]
    assert any(
        "was expanded 2 times within a week and fills again (2 allowed); a person decides" in one for one in held
    )
    line.stop()


def test_a_claim_that_is_gone_holds(line: Line) -> None:
    line.world.cluster.claims.clear()
    line.accept(FILLS)
    line.settle()
    [(kind, detail)] = _told(line)
    assert (kind, "Kubernetes answered 404" in detail) == ("held", True)

"""The whole line with many alerts at once: what is read together, and that each goes its own way from there."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from receiver.clients.http import Http
from receiver.clients.prometheus import Prometheus
from receiver.domain.alert import Alert
from receiver.errors import TemporaryError
from tests.support.builders import TARGET, entry, labelled
from tests.support.line import Line, World, changes_of, replicas_of
from tests.support.source import steady


def _group(count: int, **labels: str) -> list[Alert]:
    return [replace(labelled(pod=f"web-{n}", **labels), fingerprint=f"{n:08x}") for n in range(count)]


def test_all_alerts_of_one_forecast_that_are_due_are_read_together(line: Line, world: World) -> None:
    world.source.shape = steady(0.5)
    line.accept(*_group(20))
    desk = line.desks["episodes"]
    assert [desk.step(), desk.step()] == [True, False]
    assert (world.source.requests, len(world.source.asked)) == (1, 20)
    assert line.stores.rows("SELECT count(*) FROM evaluations") == [(20,)]


def test_each_forecast_is_read_by_itself(line: Line, world: World) -> None:
    world.source.shape = steady(0.5)
    line.accept(*_group(3), *[replace(one, fingerprint="f" + one.fingerprint) for one in _group(2, forecast="disk")])
    line.desks["episodes"].step()
    assert (world.source.requests, len(world.source.asked)) == (1, 3)


def test_one_that_is_refused_does_not_hold_up_the_others(line: Line, world: World) -> None:
    world.cluster.owners[("shop", "web-2")] = TARGET
    line.accept(*_group(3))  # web-0 has no owner, web-1 and web-2 have the same
    line.settle()
    assert (changes_of(world), replicas_of(world)) == (["set_replicas 3"], 3)
    assert "404" in world.slack.details("held")[0]


def test_when_nothing_can_be_read_every_one_of_them_waits(line: Line, world: World) -> None:
    world.source.error = TemporaryError("Prometheus cannot be reached")
    line.accept(*_group(5))
    line.desks["episodes"].step()
    rows = line.stores.rows("SELECT DISTINCT attempts, last_error, claimed_until_s FROM episodes")
    assert rows == [(1, "Prometheus cannot be reached", 0.0)]


def test_a_surprise_in_reading_together_is_found_out_alone(line: Line, world: World) -> None:
    def poisoned(_: object) -> None:
        raise ZeroDivisionError("a bug")

    world.source.of_pod = {"web-0": poisoned}  # type: ignore[dict-item]
    world.source.shape = steady(0.5)
    line.accept(*_group(3))
    line.desks["episodes"].step()
    states = line.stores.rows("SELECT state, last_error FROM episodes ORDER BY fingerprint")
    assert states == [("dead", "ZeroDivisionError: a bug"), ("open", ""), ("open", "")]


class BlackHole(Http):
    """Takes every request and answers none; a second replica looks for work meanwhile."""

    def __init__(self, world: World) -> None:
        super().__init__("Prometheus")
        self._clock = world.clock
        self.rival = Line(world)
        self.requests = self.taken = 0

    def post_form(
        self,
        url: str,
        form: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Any:
        self.requests += 1
        self._clock.advance(min(10.0, timeout_s or 10.0))
        self.taken += len(self.rival.stores.episodes.claim_many(500))
        raise TemporaryError("Prometheus cannot be reached: ReadTimeout")


def test_a_batch_of_many_forecasts_is_given_up_by_its_own_replica_before_another_may_take_it(world: World) -> None:
    names = [f"forecast-{number}" for number in range(22)]
    world.policy = world.policy.model_copy(update={"forecasts": {name: entry() for name in names}})
    hole = BlackHole(world)
    world.source = Prometheus("http://prometheus", hole)  # type: ignore[assignment]
    line = Line(world)
    line.accept(*[replace(labelled(forecast=name), fingerprint=name) for name in names])
    line.desks["episodes"].step()
    assert (hole.requests, hole.taken) == (2, 0)
    rows = line.stores.rows("SELECT DISTINCT attempts, last_error, claimed_until_s FROM episodes")
    assert rows == [(1, "Prometheus cannot be reached: ReadTimeout", 0.0)]
    line.stop()
    hole.rival.stop()


def test_one_that_somebody_else_took_meanwhile_does_not_hold_up_the_others(line: Line, world: World) -> None:
    def taken(at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        line.stores.rows("UPDATE episodes SET claimed_by = 'rival' WHERE fingerprint = '00000000' RETURNING id")
        return steady(0.5)(at_s)

    world.source.shape = taken
    line.accept(*_group(3))
    line.desks["episodes"].step()
    assert line.stores.rows(
        "SELECT fingerprint FROM evaluations JOIN episodes ON episodes.id = episode_id ORDER BY 1"
    ) == [
        ("00000001",),
        ("00000002",),
    ]

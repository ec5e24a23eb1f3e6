"""A receiver's database after an eventful hour: every state that a page shows, come about by running the line on fakes.

Nothing is written into the tables by hand, except the crowd, which is about numbers only.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert, select

from receiver.clock import FrozenClock
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.prediction import Came
from receiver.domain.remediation import Outcome, State
from receiver.domain.spell import Spell
from receiver.domain.target import Target
from receiver.policy.model import Policy
from receiver.store import plans
from receiver.store.schema import episodes, remediations
from tests.support import builders
from tests.support.cluster import Deployed
from tests.support.line import Line, World
from tests.support.source import Shape
from tests.support.stores import Stores

CROWD = 1000


def policy() -> Policy:
    """Forecasts that act, that ask, that only say what they would do, and that have nothing they could do."""

    def entry(summary: str, **remediation: object) -> dict[str, object]:
        document = builders.entry_document(summary=summary)
        document["history_s"] = 4 * 3600.0
        document["remediation"] |= remediation
        return document

    return Policy.model_validate(
        {"budgets": {"per_hour": 100, "per_namespace_per_hour": 100, "added_replicas": 100}}
        | builders.policy_document(
            memory=entry("Container memory reaches its limit"),
            queue=entry("Queue reaches its length limit", mode="approve"),
            connections=entry("Database connections run out", mode="dry-run"),
            disk=entry("Persistent volume fills up", action="none"),
        )
    )


def eventful(path: Path, clock: FrozenClock) -> Stores:
    """Play the hour and return the store as it stands at its end."""
    world = World(path, clock, policy())
    start_s = clock.now()
    for name, (_, shape) in _CAST.items():
        world.cluster.deploy(Target("Deployment", "shop", name), f"{name}-5f7c9", Deployed(2))
        if shape is not None:
            world.source.of_pod[f"{name}-5f7c9"] = shape(start_s)
    line = Line(world)
    line.stores.kill_switch.turn_on("database migration until 15:00", "alice")
    line.stores.kill_switch.turn_off("migration is done", "bob")
    line.accept(*[_alert(name, forecast) for name, (forecast, _) in _CAST.items()])
    line.settle()
    line.run_for(600, step_s=30)
    line.accept(replace(_alert("mailer", "memory"), status=AlertStatus.RESOLVED))
    line.run_for(60, step_s=30)
    return line.stores


def crowd(stores: Stores) -> None:
    """Add a thousand live episodes at once, as a cluster-wide outage would, each with a change on loan."""
    now_s = stores.clock.now()
    rows = [
        {
            "fingerprint": f"{number:016x}",
            "status": "firing",
            "labels": {**builders.alert().labels, "pod": f"worker-{number:04d}", "namespace": f"team-{number % 20}"},
            "annotations": {},
            "starts_at_s": now_s - 600,
            "first_seen_s": now_s - 600,
            "last_seen_s": now_s,
            "state": "open",
            "due_s": now_s + 1e6,
            "looked_at_s": now_s,
            "verdict": "confirmed",
            "probability": 0.5 + number / (2 * CROWD),
            "runs_out_from_s": now_s + number,
            "runs_out_at_s": now_s + 10.0 * number,
            "runs_out_to_s": now_s + 20.0 * number,
            "held_by": "cooldown",
        }
        for number in range(CROWD)
    ]
    with stores.database.transaction() as connection:
        connection.execute(insert(episodes), rows)
        numbers = connection.execute(select(episodes.c.id).order_by(episodes.c.id)).scalars().all()
        connection.execute(insert(remediations), [_loan(number, now_s) for number in numbers])


def _loan(number: int, now_s: float) -> dict[str, object]:
    target = Target("Deployment", f"team-{number % 20}", f"worker-{number:04d}")
    return plans.as_values(builders.plan(target=target)) | {
        "id": f"{number:08x}",
        "episode_id": number,
        "forecast": "memory",
        "state": State.LEASED,
        "outcome": Outcome.WORKED,
        "created_at_s": now_s - 500,
        "acted_at_s": now_s - 499,
        "lease_until_s": now_s + 3100,
        "seen_at_s": now_s,
        "note": "the forecast has receded",
        "due_s": now_s + 3100,
    }


def _alert(name: str, forecast: str) -> Alert:
    labels = {**builders.alert().labels, "forecast": forecast, "pod": f"{name}-5f7c9"}
    return builders.alert(fingerprint=f"{name:0>16}", labels=labels)


def _noisy(values: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Callable[[float], Shape]:
    """A shape of the time since the scene began, with the same noise at the same time whenever it is read."""

    def at(start_s: float) -> Shape:
        def shape(at_s: NDArray[np.float64]) -> NDArray[np.float64]:
            noise = np.sin(at_s * 12.9898) * np.sin(at_s * 0.0137) * 0.006
            return values(at_s - start_s) + noise

        return shape

    return at


def _ramp(t: NDArray[np.float64], base: float, now: float, per_s: float) -> NDArray[np.float64]:
    """At `base` until it begins to rise, through `now` at the beginning of the scene."""
    return np.maximum(base, now + t / per_s)


_CAST: dict[str, tuple[str, Callable[[float], Shape] | None]] = {
    "checkout": ("memory", _noisy(lambda t: np.where(t < 30, _ramp(t, 0.45, 0.78, 5000), 0.52))),
    "search": ("memory", _noisy(lambda t: _ramp(t, 0.3, 0.7, 6000))),
    "mailer": ("memory", _noisy(lambda t: np.where(t < 60, _ramp(t, 0.5, 0.8, 5000), 0.45))),
    "thumbnails": ("memory", _noisy(lambda t: 0.55 + 0.25 * (t % 2700) / 2700)),
    "payments": ("queue", _noisy(lambda t: _ramp(t, 0.1, 0.6, 5400))),
    "ledger": ("connections", _noisy(lambda t: _ramp(t, 0.4, 0.75, 8000))),
    "archive": ("disk", _noisy(lambda t: _ramp(t, 0.6, 0.86, 14_400))),
    "gateway": ("memory", None),
}


def month_of_forecasts(stores: Stores, clock: FrozenClock) -> None:
    """Put forecasts of a month on record and what came of each: well calibrated, and one exhaustion that nobody foresaw."""
    rng, now_s, horizon_s = np.random.default_rng(7), clock.now(), 1800.0
    episode = stores.accepted(builders.alert(fingerprint="month"))
    for number in range(120):
        series = {"forecast": "memory", "namespace": "shop", "pod": f"web-{number}"}
        at_s, probability = now_s - 20 * 86_400 + number * 3600.0, float(rng.uniform(0.02, 0.99))
        stores.predictions.put(
            episode,
            series=series,
            at_s=at_s,
            horizon_s=horizon_s,
            raw_probability=probability,
            probability=probability,
            believed=probability >= 0.5,
            look_after_s=0.0,
        )
        crossed = rng.uniform() < probability
        lead_s = float(rng.uniform(300, horizon_s))
        for due in stores.predictions.due(1):
            stores.predictions.settle(due, Came.CROSSED if crossed else Came.STAYED, at_s + lead_s if crossed else None)
    unforeseen = {"forecast": "memory", "namespace": "shop", "pod": "nobody-looked"}
    stores.breaches.note("memory", ["critical"], unforeseen, Spell(now_s - 9000.0, now_s - 8000.0), 600.0)

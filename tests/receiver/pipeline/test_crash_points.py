"""Every point at which a process can die while it acts, verifies and gives back: nothing is lost, done twice or told twice.

Each action's whole life is lived once to count its points, and then once for each of them: there the process dies, a new one
takes over the database, and in the end it must be as if nothing had happened.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.alert import Alert
from receiver.domain.lease import LEASE_KEY
from tests.support import builders
from tests.support.builders import CLAIM, GIB, MIB, POD, TARGET, alert, labelled
from tests.support.cluster import Box, Claim, Crash, Deployed, Hpa
from tests.support.crashing import Fuse, dying
from tests.support.line import LEASE_S, SETTLE_S, Line, World
from tests.support.source import rising, steady

FILLS = alert(
    labels={**{name: text for name, text in alert().labels.items() if name != "pod"}, "persistentvolumeclaim": "data-0"}
)


@dataclass(frozen=True)
class Scene:
    """One action.

    Attributes:
        prepare: puts what is acted on into the world, and the policy.
        heal: what the action brings.
        done: what is done outside, in order.
        told: what people hear, in order.
    """

    prepare: Callable[[World], Alert]
    heal: Callable[[World], None]
    done: list[str]
    told: list[str]


def _alone(world: World) -> Alert:
    world.deploy()
    return alert()


def _under_an_hpa(world: World) -> Alert:
    world.cluster.deploy(TARGET, "web-1", Deployed(1, hpa=Hpa("web-hpa", 1, 10)))
    return alert()


def _restart(world: World) -> Alert:
    world.policy = builders.policy(remediation={"action": "restart"})
    world.deploy(replicas=3)
    return alert()


def _volume(world: World) -> Alert:
    entry = builders.volume_entry(cooldown_s=900.0, max_step_ratio=1.2)
    world.policy = builders.policy().model_copy(update={"forecasts": {"memory": entry}})
    world.cluster.claims[CLAIM] = Claim(10 * GIB, 10 * GIB)
    return FILLS


def _memory(world: World) -> Alert:
    entry = builders.memory_entry(max_step_ratio=1.5)
    world.policy = builders.policy().model_copy(update={"forecasts": {"memory": entry}})
    world.cluster.boxes[POD] = Box(256 * MIB, 128 * MIB, 256 * MIB, owner=TARGET, template_bytes=256 * MIB)
    return labelled(container="app")


def _webhook(world: World) -> Alert:
    world.policy = builders.policy(remediation={"action": "webhook", "url": "https://ops.example.com/hook"})
    return alert()


def _calm(world: World) -> None:
    world.source.shape = steady(0.45)


def _replaced(world: World) -> None:
    world.cluster.deployed[TARGET].rollout.pods = ("web-7",)
    world.source.of_pod = {"web-7": steady(0.05)}
    world.source.shape = steady(0.45)


def _grown(world: World) -> None:
    world.cluster.claims[CLAIM].grow()
    world.source.shape = steady(0.4)


def _resized(world: World) -> None:
    world.cluster.boxes[POD].actual_bytes = 384 * MIB
    world.source.shape = steady(0.3)


LENT, LASTING = ["acted", "worked", "given_back"], ["acted", "worked"]
SCENES = {
    "scale": Scene(_alone, _calm, ["set_replicas 3", "set_replicas 2", "set_replicas 1"], LENT),
    "scale under an HPA": Scene(_under_an_hpa, _calm, ["set_floor 3", "set_floor 2", "set_floor 1"], LENT),
    "restart": Scene(_restart, _replaced, ["restart"], LASTING),
    "expand-volume": Scene(_volume, _grown, [f"set_storage {12 * GIB}"], LASTING),
    "resize-memory": Scene(_memory, _resized, ["set_memory"], LASTING),
    "webhook": Scene(_webhook, _calm, [], LASTING),
}


def _hours(world: World, scene: Scene, firing: Alert) -> list[Callable[[Line], None]]:
    def breaks_out(line: Line) -> None:
        line.accept(firing)
        line.settle()

    def heals(line: Line) -> None:
        scene.heal(world)
        line.run_for(SETTLE_S, step_s=SETTLE_S)

    def lease_ends(line: Line) -> None:
        line.run_for(LEASE_S, step_s=LEASE_S)

    def goes_back(line: Line) -> None:
        line.run_for(3 * SETTLE_S, step_s=SETTLE_S)

    return [breaks_out, heals, lease_ends, goes_back]


def _lived(world: World, scene: Scene, firing: Alert, fuse: Fuse) -> None:
    """From the alert to the end; a process that dies is followed by another, which goes on in the same hour."""
    line = Line(dying(world, fuse))
    with fuse.lit():
        for hour in _hours(world, scene, firing):
            try:
                hour(line)
            except Crash:
                line.stop()
                line = Line(world)
                line.settle()
        line.run_for(2 * SETTLE_S, step_s=SETTLE_S)
    left = line.stores.rows("SELECT state FROM remediations WHERE state NOT IN ('given_back', 'done')")
    assert left == [], "something is still open"
    line.stop()


def _world(folder: Path, clean: Path, number: int) -> World:
    path = folder / f"{number}.db"
    shutil.copy(clean, path)
    made = World(path, FrozenClock())
    made.source.shape = rising(made.clock.now(), level=0.5, slope_per_s=0.0005)
    return made


def _done(world: World) -> list[str]:
    calls = [call for call in world.cluster.calls if not call.startswith("annotate")]
    return [call.split()[0] if call.startswith(("restart", "set_memory")) else call for call in calls]


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that is migrated already."""
    path = tmp_path_factory.mktemp("clean") / "clean.db"
    Line(World(path, FrozenClock())).stop()
    return path


@pytest.mark.parametrize("name", SCENES)
def test_a_crash_at_any_point_is_as_if_nothing_had_happened(name: str, tmp_path: Path, clean: Path) -> None:
    scene, points = SCENES[name], 1
    number = -1
    while number < points:
        fuse = Fuse(at=None if number < 0 else number)
        world = _world(tmp_path, clean, number)
        firing = scene.prepare(world)
        _lived(world, scene, firing, fuse)
        where = f"died at {fuse.passed[number]}" if number >= 0 else "lived on"
        assert (where, _done(world)) == (where, scene.done)
        assert (where, world.slack.kinds(), world.pagerduty.kinds()) == (where, scene.told, scene.told)
        assert len({call_id for _, call_id, _ in world.caller.calls}) == (name == "webhook")
        assert not any(LEASE_KEY in deployed.annotations for deployed in world.cluster.deployed.values())
        if number < 0:
            points = len(fuse.passed) - 1
        number += 1
    assert points > 5

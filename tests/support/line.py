"""The whole line from inbox to postmen with fakes around it, wired by `receiver.bootstrap` and stepped by hand."""

from dataclasses import dataclass, field, replace
from pathlib import Path

from receiver import bootstrap
from receiver.bootstrap import Adapters
from receiver.clock import FrozenClock
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.lease import Seal
from receiver.domain.remediation import Remediation
from receiver.policy.model import Policy
from receiver.ports import Notifier
from receiver.store import Remediations
from tests.support import builders
from tests.support.builders import TARGET, alert
from tests.support.caller import FakeCaller
from tests.support.cluster import Crash, Deployed, FakeCluster
from tests.support.inspector import FakeInspector
from tests.support.notifier import RecordingNotifier
from tests.support.rest import come_to_rest
from tests.support.source import FakeLimits, FakeSource, always_rising, steady
from tests.support.stores import Stores, open_stores

SETTLE_S = 120.0
LEASE_S = 3600.0
COOLDOWN_S = 900.0
DEADLINE_S = SETTLE_S + 2 * 300.0
STANDS = always_rising(0.5, 0.0005)
SHORTEST_WINDOW_S = 300.0
BACK_S = 3 * SETTLE_S
"""What giving back takes, from the end of the lease on, step by step."""

UP_AND_BACK = ["set_replicas 3", "set_replicas 2", "set_replicas 1"]


class DyingLedger(Remediations):
    """A ledger whose process dies right before it wrote down that something was done."""

    dies: str = ""

    def acted(self, remediation: Remediation, note: str, verify_after_s: float) -> Remediation:
        if self.dies == "before the outcome":
            raise Crash
        return super().acted(remediation, note, verify_after_s)


@dataclass
class World:
    """What outlives a process: the cluster, the people, the data, and the database file."""

    path: Path | str
    clock: FrozenClock
    policy: Policy = field(default_factory=builders.policy)
    source: FakeSource = field(default_factory=FakeSource)
    limits: FakeLimits = field(default_factory=FakeLimits)
    cluster: FakeCluster = field(default_factory=FakeCluster)
    inspector: FakeInspector = field(default_factory=FakeInspector)
    caller: FakeCaller = field(default_factory=FakeCaller)
    slack: RecordingNotifier = field(default_factory=RecordingNotifier)
    pagerduty: RecordingNotifier = field(default_factory=RecordingNotifier)
    seal: Seal = field(default_factory=Seal)

    def deploy(self, replicas: int = 1) -> Deployed:
        """Run the usual workload."""
        return self.cluster.deploy(TARGET, "web-1", Deployed(replicas))


class Line:
    """One process on a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        opened = open_stores(world.path, world.clock)
        self.ledger = DyingLedger(opened.database, world.clock, opened.kill_switch, opened.terms)
        self.stores: Stores = replace(opened, remediations=self.ledger)
        self.stores.take_up_again()
        notifiers: dict[str, Notifier] = {"slack": world.slack, "pagerduty": world.pagerduty}
        outside = Adapters(world.source, world.cluster, notifiers, world.limits, world.inspector, world.caller)
        self.desks = bootstrap.desks(
            world.policy, self.stores, outside, world.clock, seal=world.seal, namespaces=["shop"]
        )

    def accept(self, *alerts: Alert) -> None:
        """Take alerts in."""
        self.stores.inbox.accept(alerts)

    def settle(self) -> None:
        """Work until nothing is due at this moment."""
        come_to_rest(self.desks)

    def run_for(self, seconds: float, step_s: float = 10.0) -> None:
        """Let time pass in steps and do what becomes due."""
        end_s = self.world.clock.now() + seconds
        while self.world.clock.now() < end_s:
            self.world.clock.advance(step_s)
            self.settle()

    def state(self) -> str:
        """State of the newest remediation, empty when there is none."""
        newest = self.ledger.newest(TARGET)
        return "" if newest is None else newest.state.value

    def stop(self) -> None:
        """End the process in order."""
        self.stores.database.close()


def replicas_of(world: World) -> int:
    """Replicas the workload has now."""
    return world.cluster.deployed[TARGET].replicas


def changes_of(world: World) -> list[str]:
    """Calls that changed the cluster, in order."""
    return [call for call in world.cluster.calls if call.startswith("set_")]


def acted(line: Line) -> None:
    """Bring a fresh alert to an action."""
    line.accept(alert())
    line.settle()
    assert line.state() == "acted"


def leased(line: Line) -> None:
    """Bring a fresh alert to a verified loan."""
    acted(line)
    line.world.source.shape = steady(0.5)
    line.run_for(SETTLE_S)
    assert line.state() == "leased"


def ended(line: Line) -> None:
    """Let the alert be resolved."""
    line.accept(replace(alert(), status=AlertStatus.RESOLVED))
    line.settle()


def second_step(line: Line) -> None:
    """The first step worked, the cooldown is over, and the load grows again."""
    leased(line)
    line.run_for(COOLDOWN_S)
    line.world.source.shape = STANDS

"""A receiver in front of a place: its own clients and desks, with the rights of the generated roles, stepped by hand.

What it reads of Prometheus and tells people is a stand-in's; what it does to the cluster is done.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from kubernetes import client

from receiver import bootstrap
from receiver.bootstrap import Adapters
from receiver.clients.kubernetes import Kubernetes, KubernetesInspector
from receiver.clock import FrozenClock
from receiver.domain.alert import AlertStatus
from receiver.domain.target import Target
from receiver.policy.model import Policy
from tests.conformance.place import Place
from tests.support.builders import labelled
from tests.support.caller import FakeCaller
from tests.support.notifier import RecordingNotifier
from tests.support.rest import come_to_rest
from tests.support.source import FakeLimits, FakeSource, always_rising, steady
from tests.support.stores import open_stores

_TIMEOUT_S = 30.0


class Receiver:
    """One process over one database.

    Attributes:
        told: what people heard.
    """

    def __init__(self, place: Place, api: client.ApiClient, policy: Policy, database: Path, clock: FrozenClock) -> None:
        self._place = place
        self._clock = clock
        self._source = FakeSource(shape=always_rising(0.5, 0.0005))
        self.told = RecordingNotifier()
        self._stores = open_stores(database, clock)
        adapters = Adapters(
            self._source,
            Kubernetes(api, _TIMEOUT_S),
            {"slack": self.told, "pagerduty": RecordingNotifier()},
            FakeLimits(),
            KubernetesInspector(api, clock.monotonic, _TIMEOUT_S),
            FakeCaller(),
        )
        self._desks = bootstrap.desks(policy, self._stores, adapters, clock, namespaces=[place.namespace])

    def hear(self, status: AlertStatus = AlertStatus.FIRING, **labels: str) -> None:
        """Take an alert about something in the place, and work on it."""
        alert = labelled(namespace=self._place.namespace, **labels)
        self._stores.inbox.accept([replace(alert, status=status, starts_at_s=self._clock.now() - 60)])
        self.work()

    def recede(self) -> None:
        """From now on what was forecast stands still, low."""
        self._source.shape = steady(0.05)

    def work(self, seconds: float = 0.0, step_s: float = 60.0) -> None:
        """Let time pass in steps, and do what becomes due."""
        end_s = self._clock.now() + seconds
        self._settle()
        while self._clock.now() < end_s:
            self._clock.advance(step_s)
            self._settle()

    def state(self, kind: str, name: str) -> str:
        """State of the newest remediation of something in the place, empty when there is none."""
        newest = self._stores.remediations.newest(Target(kind, self._place.namespace, name))
        return "" if newest is None else newest.state.value

    def stop(self) -> None:
        """End the process."""
        self._stores.database.close()

    def _settle(self) -> None:
        come_to_rest(self._desks)


@contextmanager
def working(place: Place, api: client.ApiClient, policy: Policy, database: Path) -> Iterator[Receiver]:
    """Run one with the rights of `api`, its clock starting at the present time."""
    receiver = Receiver(place, api, policy, database, FrozenClock(time.time()))
    try:
        yield receiver
    finally:
        receiver.stop()

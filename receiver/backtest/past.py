"""The cluster as it probably was at one moment, with what this dry run would have changed in it.

It answers the stage `decide` where the API server would have (`receiver.pipeline.lookup`), from labels and recorded series.
What neither tells is taken to be in nobody's way; `receiver.backtest.tariff` says of each action what that is.
"""

import math

from receiver.backtest.beside import Read
from receiver.backtest.cache import Key
from receiver.backtest.ledger import Ledger
from receiver.backtest.workloads import Workloads, owner_of
from receiver.domain.memory import ContainerMemory
from receiver.domain.rollout import UNKNOWN_POD_S, Rollout
from receiver.domain.target import Target, Workload
from receiver.domain.volume import Volume
from receiver.errors import PermanentError

UNKNOWN_SIZE = (
    "its size is not known: there is no series of it, or the policy does not say how to ask; give one with --size"
)


class Past:
    """Implements the port `Targets` for one series at one moment.

    Args:
        key: the series that is asked about.
        now_s: the moment, seconds since the epoch.
    """

    def __init__(self, key: Key, now_s: float, workloads: Workloads, read: Read, ledger: Ledger) -> None:
        self._key = key
        self._now_s = now_s
        self._workloads = workloads
        self._read = read
        self._ledger = ledger

    @property
    def share_left(self) -> float:
        """How much of the recorded utilisation is left, after what was made larger: old size / new size, at most 1."""
        made_bytes = self._ledger.size_bytes(self._key)
        seen_bytes = self._read.size_bytes(self._key, self._now_s) if made_bytes else None
        return min(seen_bytes / made_bytes, 1.0) if seen_bytes else 1.0

    def owner_of(self, namespace: str, pod: str) -> Target:
        return owner_of(namespace, pod)

    def workload(self, target: Target) -> Workload:
        seen, lent = self._workloads.replicas(target, self._now_s), self._ledger.lent(target, self._now_s)
        return Workload(
            target, max(seen, lent), "", paused=False, recreate=False, labels={}, annotations={}, autoscaler=None
        )

    def rollout(self, target: Target) -> Rollout:
        workload = self.workload(target)
        surge = math.ceil(workload.replicas / 4) if target.kind == "Deployment" else 0
        gone = workload.replicas // 4 if target.kind == "Deployment" else 1
        return Rollout(workload, max(surge + gone, 1), surge, UNKNOWN_POD_S, measured=False)

    def volume(self, target: Target) -> Volume:
        size_bytes = self._size_bytes()
        return Volume(
            target,
            phase="Bound",
            requested_bytes=size_bytes,
            capacity_bytes=size_bytes,
            storage_class="",
            provisioner="",
            expandable=True,
            conditions=(),
            resource_version="",
            labels={},
            annotations={},
        )

    def memory(self, target: Target, container: str) -> ContainerMemory:
        limit_bytes = self._size_bytes()
        return ContainerMemory(
            target,
            container,
            phase="Running",
            resizable=True,
            limit_bytes=limit_bytes,
            request_bytes=limit_bytes,
            actual_bytes=limit_bytes,
            pending="",
            infeasible=False,
            restarts=False,
            node="",
            owner=None,
            template_bytes=None,
            resource_version="",
            annotations={},
        )

    def _size_bytes(self) -> int:
        seen_bytes = self._read.size_bytes(self._key, self._now_s)
        if seen_bytes is None:
            raise PermanentError(UNKNOWN_SIZE)
        return max(seen_bytes, self._ledger.size_bytes(self._key))

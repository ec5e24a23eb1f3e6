"""How a workload replaces its pods, and whether it is at it."""

import math
from dataclasses import dataclass

from receiver.domain.target import Workload

UNKNOWN_POD_S = 30.0
"""Pulling an image and starting a process, where neither pods nor probes say how long it takes."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """A workload that can be restarted, as the API server showed it at one moment.

    Attributes:
        workload: the object; its autoscaler is not looked up, because a restart leaves the count alone.
        at_once: pods that are replaced at a time, one at least.
        surge: pods made beyond the wanted ones meanwhile.
        pod_s: from the start of a pod until it counts as available.
        measured: `pod_s` is what the pods took that run now, otherwise what their probes say.
        unfinished: why a rollout is under way or held back, empty when none is.
        by_hand: its update strategy is OnDelete: nothing is replaced unless somebody deletes it.
    """

    workload: Workload
    at_once: int
    surge: int
    pod_s: float
    measured: bool
    unfinished: str = ""
    by_hand: bool = False

    @property
    def duration_s(self) -> float:
        """How long a restart of all pods takes, one batch after the other."""
        return math.ceil(self.workload.replicas / max(self.at_once, 1)) * self.pod_s

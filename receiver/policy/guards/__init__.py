"""The guards, one file each. A guard answers one question about a `Situation` with a `Hold` or None.

The order is the order of asking: first what the statistics say, then what the policy allows, then what the cluster shows, and
mode and approval last, so that a dry run reports exactly what would have been done and nobody is asked in vain.
"""

from types import ModuleType
from typing import Protocol

from receiver.domain.decision import Hold
from receiver.policy.guards import (
    action,
    approval,
    bounds,
    budget,
    confidence,
    cooldown,
    effect,
    gitops,
    kill_switch,
    load,
    maintenance,
    memory,
    mode,
    preflight,
    rollout,
    running,
    severity,
    target,
    undone,
    verdict,
    volume,
    workload,
)
from receiver.policy.situation import Situation


class Guard(Protocol):
    """The shape of a guard module."""

    def check(self, situation: Situation) -> Hold | None:
        """Return a hold, or None to let the action pass."""
        ...


GUARDS: tuple[Guard | ModuleType, ...] = (
    verdict,  # is the forecast believed at all
    action,  # is there an action for it
    severity,  # may this speed act
    confidence,  # is it sure enough to act
    kill_switch,  # has a person switched acting off
    maintenance,  # is it a time in which nothing may be changed
    load,  # would more replicas help at all
    target,  # is it clear what to act on
    running,  # is an earlier action on it still unverified
    cooldown,  # was it acted on just now
    effect,  # did the last step help
    undone,  # did somebody lower what the last step raised
    workload,  # can the workload bear it
    rollout,  # can it be restarted in time
    volume,  # can the volume grow
    memory,  # can the container be resized
    gitops,  # would a GitOps controller undo it
    bounds,  # is there room left
    budget,  # is there anything left of what all forecasts together may do
    preflight,  # would anything in the cluster be in the way
    mode,  # is acting switched on for this forecast
    approval,  # has a person allowed it, where one must
)

"""Scale: raise a workload's floor and lend it.

Under an HPA the floor is its `minReplicas`, under KEDA the ScaledObject's `minReplicaCount`; the replica count belongs to
them and is never touched. Without either it is the replica count, through the `scale` subresource of any kind that has one.

RBAC: get and patch (the lease annotation) the workload, patch its `scale` (and get it, unless it is a Deployment or
StatefulSet); list and patch horizontalpodautoscalers, and scaledobjects where KEDA is installed; get pods and whatever owns
them, up to the workload.
Idempotence: absolute values with a resourceVersion precondition; a second run finds the lease with its own id and only
completes what is missing. Without an autoscaler there are two patches: the lease first, the count second, so that a crash
between them leaves a lease on an unchanged count, which a second run completes and a give-back just takes away.
Undo: `give_back` lowers the value, in one step or several, if the lease is still ours and nobody changed the value since.
The object says where a step leads before it is taken; the last one takes the lease away, after the count where there are two
patches.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from receiver.actions.afresh import afresh
from receiver.domain import lease
from receiver.domain.decision import Plan
from receiver.domain.lease import Seal
from receiver.domain.remediation import Remediation
from receiver.domain.surroundings import Right
from receiver.domain.target import AUTOSCALERS_BY_FLOOR, Workload
from receiver.errors import PermanentError
from receiver.ports import Cluster, Found

T = TypeVar("T")


class Scale:
    """Implements the port `Action`."""

    def __init__(self, cluster: Cluster, seal: Seal) -> None:
        self._cluster = cluster
        self._seal = seal

    def find(self, remediation: Remediation) -> Found:
        workload = self._cluster.workload(remediation.plan.target)
        if not lease.is_held_by(remediation, workload.lease_annotations):
            return Found.ABSENT
        return Found.DONE if workload.floor == remediation.plan.wanted else Found.BEGUN

    def rights(self, plan: Plan) -> tuple[Right, ...]:
        autoscaler = AUTOSCALERS_BY_FLOOR.get(plan.field)
        if autoscaler:
            return (Right("patch", autoscaler),)
        return (Right("patch", plan.target.kind), Right("patch", plan.target.kind, "scale"))

    def apply(self, remediation: Remediation) -> str:
        return self._with_fresh_workload(remediation, self._apply)

    def standing(self, remediation: Remediation) -> int | None:
        workload = self._cluster.workload(remediation.plan.target)
        held = lease.is_held_by(remediation, workload.lease_annotations)
        return workload.floor if held and _is_lent(remediation, workload) else None

    def give_back(self, remediation: Remediation) -> bool:
        return self._with_fresh_workload(remediation, self._give_back)

    def renew(self, remediation: Remediation) -> None:
        self._with_fresh_workload(remediation, self._renew)

    def _with_fresh_workload(self, remediation: Remediation, step: Callable[[Remediation, Workload], T]) -> T:
        target = remediation.plan.target
        return afresh(lambda: self._cluster.workload(target), lambda workload: step(remediation, workload))

    def _apply(self, remediation: Remediation, workload: Workload) -> str:
        plan = remediation.plan
        ours = lease.is_held_by(remediation, workload.lease_annotations)
        if ours and workload.floor == plan.wanted:
            return f"{plan} (was already done)"
        if not (ours or self._is_start_of(plan, workload)) or workload.floor >= plan.wanted:
            raise PermanentError(
                f"{plan.target} changed since the decision: {workload.floor_field} is {workload.floor}, "
                f"the plan was {plan.field} {plan.previous}→{plan.wanted}"
            )
        self._raise(remediation, workload)
        return str(plan)

    def _give_back(self, remediation: Remediation, workload: Workload) -> bool:
        previous = remediation.plan.previous
        if not lease.is_held_by(remediation, workload.lease_annotations):
            return workload.floor == previous  # a second run after a crash finds it done
        if _is_lent(remediation, workload):
            self._lower(remediation, workload, previous if remediation.lowering_to is None else remediation.lowering_to)
            return True
        self._annotate(workload, lease.as_before(remediation, workload.lease_annotations))
        return workload.floor == previous

    def _renew(self, remediation: Remediation, workload: Workload) -> None:
        if lease.is_held_by(remediation, workload.lease_annotations):
            self._annotate(workload, self._seal.written(remediation))

    def _is_start_of(self, plan: Plan, workload: Workload) -> bool:
        """Tell whether the value is the one that the decision saw: the one to give back to, or an earlier step's loan."""
        lent = lease.lends(workload.lease_annotations, plan.previous, workload.floor)
        return workload.floor_field == plan.field and (lent or workload.floor == plan.previous)

    def _raise(self, remediation: Remediation, workload: Workload) -> None:
        wanted, above = remediation.plan.wanted, workload.autoscaler
        annotations = self._seal.written(remediation, over=workload.lease_annotations)
        if above:
            self._cluster.set_floor(workload.target, above, wanted, annotations)
            return
        version = self._cluster.annotate(workload.target, annotations, workload.resource_version)
        try:
            self._cluster.set_replicas(workload.target, wanted, version)
        except PermanentError:
            fresh = self._cluster.workload(workload.target)
            if fresh.floor == wanted:
                return  # refused by somebody on the way back
            # Whose loan it was before, it is again; otherwise nobody would give that one back.
            self._cluster.annotate(
                fresh.target, lease.as_before(remediation, workload.annotations), fresh.resource_version
            )
            raise

    def _lower(self, remediation: Remediation, workload: Workload, to: int) -> None:
        last = to == remediation.plan.previous
        if workload.autoscaler:
            there = replace(remediation, lowered_to=to, lowering_to=None)
            annotations = lease.removed() if last else self._seal.written(there)
            self._cluster.set_floor(workload.target, workload.autoscaler, to, annotations)
            return
        version = workload.resource_version
        if not last:
            version = self._cluster.annotate(workload.target, self._seal.written(remediation), version)
        if workload.floor != to:
            self._cluster.set_replicas(workload.target, to, version)
        if last:
            # The other way round: the lease goes last, so that a crash in between is found and finished.
            fresh = self._cluster.workload(workload.target)
            self._cluster.annotate(fresh.target, lease.removed(), fresh.resource_version)

    def _annotate(self, workload: Workload, annotations: dict[str, str | None]) -> None:
        above = workload.autoscaler
        if above:
            self._cluster.set_floor(workload.target, above, above.min_replicas, annotations)
        else:
            self._cluster.annotate(workload.target, annotations, workload.resource_version)


def _is_lent(remediation: Remediation, workload: Workload) -> bool:
    """Tell whether the value is ours: as lent, or as the step of giving back that was begun leaves it."""
    return workload.floor_field == remediation.plan.field and workload.floor in (
        remediation.lent,
        remediation.lowering_to,
    )

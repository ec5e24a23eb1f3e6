"""Resize-memory: raise the memory of one container of a running pod, in place, through the pod's `resize` subresource.

Limit and request are raised by the same amount: the scheduler keeps the room, and the pod's quality of service stays what it
was. Only increases: a kubelet cannot take memory from a process that uses it.

RBAC: get and patch pods (the annotation), patch pods/resize; get what owns the pod, for its template. Optional: list
resourcequotas and limitranges, and in a ClusterRole list nodes and pods, to size the step within what they leave.
Idempotence: two patches with a resourceVersion precondition, first the annotation with the action's id, then the absolute size;
a second run finds both and does nothing, and an annotation without the size has changed nothing.
Undo: none. The next rollout makes pods as the template says, which still has the old limit: that debt stands in the plan, and
people are told.
https://kubernetes.io/docs/tasks/configure-pod-container/resize-container-resources/
"""

from receiver.actions import mark
from receiver.actions.afresh import afresh
from receiver.domain.action import bytes_in_words
from receiver.domain.decision import Plan
from receiver.domain.memory import ContainerMemory, container_of
from receiver.domain.remediation import Remediation
from receiver.domain.surroundings import Right
from receiver.errors import PermanentError
from receiver.ports import Cluster, Found, Progress


class ResizeMemory:
    """Implements the ports `Action` and `Followed`."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def find(self, remediation: Remediation) -> Found:
        return Found.DONE if _is_done(remediation, self._read(remediation)) else Found.ABSENT

    def rights(self, plan: Plan) -> tuple[Right, ...]:
        return (Right("patch", plan.target.kind), Right("patch", plan.target.kind, "resize"))

    def apply(self, remediation: Remediation) -> str:
        return afresh(lambda: self._read(remediation), lambda memory: self._apply(remediation, memory))

    def progress(self, remediation: Remediation) -> Progress:
        memory, wanted = self._read(remediation), remediation.plan.wanted
        if memory.actual_bytes is not None and memory.actual_bytes >= wanted:
            return Progress(done=True, words="")
        has = "its old limit" if memory.actual_bytes is None else bytes_in_words(memory.actual_bytes)
        waits = memory.pending or "the kubelet has not answered"
        return Progress(done=False, words=f"it still has {has}: {waits}", refused=memory.infeasible)

    def _read(self, remediation: Remediation) -> ContainerMemory:
        plan = remediation.plan
        return self._cluster.memory(plan.target, container_of(plan.field))

    def _apply(self, remediation: Remediation, memory: ContainerMemory) -> str:
        plan = remediation.plan
        if _is_done(remediation, memory):
            return f"{plan} (was already done)"
        if memory.limit_bytes != plan.previous:
            has = "no limit" if memory.limit_bytes is None else bytes_in_words(memory.limit_bytes)
            raise PermanentError(f"{plan.target} changed since the decision: {plan}, but it has {has}")
        if memory.pending:
            raise PermanentError(f"an earlier resize of {plan.target} has not come true yet: {memory.pending}")
        request_bytes = memory.request_bytes + plan.wanted - plan.previous
        version = self._cluster.annotate_pod(plan.target, mark.written(remediation), memory.resource_version)
        self._cluster.set_memory(plan.target, memory.container, plan.wanted, request_bytes, version)
        return str(plan)


def _is_done(remediation: Remediation, memory: ContainerMemory) -> bool:
    return memory.limit_bytes == remediation.plan.wanted and mark.is_by(remediation, memory.annotations)

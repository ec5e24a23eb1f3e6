"""Expand-volume: ask for a larger volume through its PersistentVolumeClaim. It is the one action that cannot be undone.

RBAC: get and patch persistentvolumeclaims; get storageclasses, which belong to the cluster and so need a ClusterRole.
Idempotence: one patch with a resourceVersion precondition sets the absolute size and the annotation with the action's id; a
second run finds both and does nothing.
Undo: none, a volume never shrinks. What the volume has follows what its claim asks for later, by itself; the verify stage waits
for it.
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims
"""

from receiver.actions import mark
from receiver.actions.afresh import afresh
from receiver.domain.action import bytes_in_words
from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation
from receiver.domain.surroundings import Right
from receiver.domain.volume import Volume
from receiver.errors import PermanentError
from receiver.ports import Cluster, Found, Progress


class ExpandVolume:
    """Implements the ports `Action` and `Followed`."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def find(self, remediation: Remediation) -> Found:
        return Found.DONE if _is_done(remediation, self._cluster.volume(remediation.plan.target)) else Found.ABSENT

    def rights(self, plan: Plan) -> tuple[Right, ...]:
        return (Right("patch", plan.target.kind),)

    def apply(self, remediation: Remediation) -> str:
        target = remediation.plan.target
        return afresh(lambda: self._cluster.volume(target), lambda volume: self._apply(remediation, volume))

    def progress(self, remediation: Remediation) -> Progress:
        volume = self._cluster.volume(remediation.plan.target)
        if volume.capacity_bytes >= remediation.plan.wanted:
            return Progress(done=True, words="")
        return Progress(done=False, words=f"it still has {bytes_in_words(volume.capacity_bytes)}: {volume.unfinished}")

    def _apply(self, remediation: Remediation, volume: Volume) -> str:
        plan = remediation.plan
        if _is_done(remediation, volume):
            return f"{plan} (was already done)"
        if volume.size_bytes != plan.previous:
            raise PermanentError(f"{plan.target} changed since the decision: {plan}, but it has {_words(volume)}")
        if volume.unfinished:
            raise PermanentError(f"an earlier growth of {plan.target} has not come true yet: {volume.unfinished}")
        self._cluster.set_storage(plan.target, plan.wanted, mark.written(remediation), volume.resource_version)
        return str(plan)


def _is_done(remediation: Remediation, volume: Volume) -> bool:
    return volume.requested_bytes == remediation.plan.wanted and mark.is_by(remediation, volume.annotations)


def _words(volume: Volume) -> str:
    return bytes_in_words(volume.size_bytes)

"""Restart: replace the pods of a workload, a few at a time, as `kubectl rollout restart` does.

RBAC: get and patch the workload (Deployment, StatefulSet, DaemonSet, or Argo's Rollout); get pods and whatever owns them, up to
it; list pods, from which it is known how long one takes to become ready, and afterwards whose series to look at.
Idempotence: one patch with a resourceVersion precondition writes the time of the remediation into the template's annotation and
the action's id into the workload's own. The time is the remediation's, not the clock's, so that a second run asks for the
same template, which is no second rollout; a second run finds the id and does nothing.
Undo: none, and nothing is lent. The rollout itself keeps to the workload's strategy; one that does not get along is the
workload's own, and is named when the action is verified.
https://kubernetes.io/docs/reference/kubectl/generated/kubectl_rollout/kubectl_rollout_restart/
"""

from datetime import UTC, datetime

from receiver.actions import mark
from receiver.actions.afresh import afresh
from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation
from receiver.domain.rollout import Rollout
from receiver.domain.surroundings import Right
from receiver.errors import PermanentError
from receiver.ports import Cluster, Found, Progress


class Restart:
    """Implements the ports `Action` and `Followed`."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def find(self, remediation: Remediation) -> Found:
        done = _is_done(remediation, self._cluster.rollout(remediation.plan.target))
        return Found.DONE if done else Found.ABSENT

    def rights(self, plan: Plan) -> tuple[Right, ...]:
        return (Right("patch", plan.target.kind),)

    def apply(self, remediation: Remediation) -> str:
        target = remediation.plan.target
        return afresh(lambda: self._cluster.rollout(target), lambda rollout: self._apply(remediation, rollout))

    def progress(self, remediation: Remediation) -> Progress:
        rollout = self._cluster.rollout(remediation.plan.target)
        return Progress(done=not rollout.unfinished, words=rollout.unfinished)

    def _apply(self, remediation: Remediation, rollout: Rollout) -> str:
        plan, workload = remediation.plan, rollout.workload
        if _is_done(remediation, rollout):
            return f"{plan} (was already done)"
        # Asked again right before: what was quiet at the decision may have been deployed or paused since.
        in_the_way = rollout.unfinished or ("it is paused" if workload.paused else "")
        if in_the_way:
            raise PermanentError(f"{plan.target} is not to be restarted now: {in_the_way}")
        stamp = datetime.fromtimestamp(remediation.created_at_s, UTC).isoformat(timespec="seconds")
        self._cluster.restart(plan.target, stamp, mark.written(remediation), workload.resource_version)
        return f"{plan}: {stamp}"


def _is_done(remediation: Remediation, rollout: Rollout) -> bool:
    return mark.is_by(remediation, rollout.workload.annotations)

"""Stage 2, decide: collect what the guards need, then let the pure decision decide, and keep a record of it.

The cluster is read only when nothing else holds already: the guards are asked without a workload first, and if the first to
hold is the one that misses the workload, it is fetched and they are asked again.
"""

from dataclasses import replace

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.alert import Alert
from receiver.domain.decision import Decision, Hold
from receiver.domain.remediation import Remediation
from receiver.domain.target import Target, Workload
from receiver.errors import PermanentError
from receiver.pipeline.work import Work
from receiver.policy.budget import Spent
from receiver.policy.decide import decide
from receiver.policy.model import Policy, TargetRule
from receiver.policy.situation import Situation
from receiver.policy.sizing import size_scale
from receiver.ports import Cluster
from receiver.store import Episodes, KillSwitch, Remediations


class Decide:
    """Fills in the decision."""

    name = "decide"

    def __init__(
        self,
        cluster: Cluster,
        remediations: Remediations,
        episodes: Episodes,
        kill_switch: KillSwitch,
        clock: Clock,
        policy: Policy,
    ) -> None:
        self._cluster = cluster
        self._remediations = remediations
        self._episodes = episodes
        self._kill_switch = kill_switch
        self._clock = clock
        self._policy = policy

    def run(self, work: Work) -> Work:
        alert = work.episode.alert
        decision = self._decision(work, alert)
        forecast = alert.forecast if work.entry else "unknown"  # what an alert claims must not become a label by itself
        telemetry.DECISIONS.labels(forecast, decision.hold.guard if decision.hold else "none").inc()
        if work.assessment is not None:
            self._episodes.record(work.episode, work.assessment, decision, self._policy.catalog_hash, work.question)
        return replace(work, decision=decision)

    def reconsider(self, work: Work) -> Decision:
        """Decide again about an intent that was not carried out, as if it had not been claimed."""
        return self._decision(work, work.episode.alert, own=work.remediation)

    def _decision(self, work: Work, alert: Alert, own: Remediation | None = None) -> Decision:
        if work.entry is None or work.speed is None or work.assessment is None:
            known = "no forecast" if work.entry is None else f"no severity {alert.severity!r} of"
            return Decision(None, Hold("policy", f"the policy knows {known} {alert.forecast!r}"))
        situation = Situation(
            alert=alert,
            entry=work.entry,
            assessment=work.assessment,
            workload=None,
            unresolved="",
            plan=None,
            last=None,
            kill_switch=self._kill_switch.reason(),
            budgets=self._policy.budgets,
            spent=Spent(),
            maintenance=self._policy.maintenance,
            now_s=self._clock.now(),
        )
        decision = decide(situation)
        if decision.hold is None or decision.hold.guard != "target":
            return decision
        return decide(self._with_workload(situation, own))

    def _with_workload(self, situation: Situation, own: Remediation | None) -> Situation:
        policy = situation.entry.remediation
        if policy is None:
            return situation
        try:
            workload = self._workload(situation.alert, policy.target)
        except PermanentError as error:
            return replace(situation, unresolved=str(error))
        last = self._remediations.newest(workload.target)
        return replace(
            situation,
            workload=workload,
            plan=size_scale(workload, situation.assessment, policy),
            last=None if own and last and own.id == last.id else last,
            spent=self._remediations.spent(workload.target, own),
        )

    def _workload(self, alert: Alert, rule: TargetRule) -> Workload:
        namespace = _label(alert, "namespace")
        if rule.name_label is None:
            target = self._cluster.owner_of(namespace, _label(alert, "pod"))
        else:
            target = Target(rule.kind, namespace, _label(alert, rule.name_label))
        return self._cluster.workload(target)


def _label(alert: Alert, name: str) -> str:
    if not alert.labels.get(name):
        raise PermanentError(f"the alert has no label {name!r}, which the policy's target rule needs")
    return alert.labels[name]

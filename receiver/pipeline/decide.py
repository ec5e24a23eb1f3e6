"""Stage 2, decide: collect what the guards need, then let the pure decision decide, and keep a record of it.

The cluster is read only when nothing else holds already: the guards are asked without a target first, and if the first to hold
is the one that misses the target, it is read and they are asked again. The same goes for what could be in the way.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.action import ACTIONS
from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.mode import ModeLimit
from receiver.domain.remediation import Remediation
from receiver.domain.target import Target, Workload
from receiver.errors import PermanentError
from receiver.pipeline.lookup import looked_up
from receiver.pipeline.preflight import Preflight
from receiver.pipeline.weigh import Weigh
from receiver.pipeline.work import Work
from receiver.policy import preflight, record, volumes
from receiver.policy.budget import Spent
from receiver.policy.decide import decide
from receiver.policy.model import Policy
from receiver.policy.planning import planned
from receiver.policy.situation import Situation
from receiver.ports import Cluster
from receiver.store import Approvals, Episodes, KillSwitch, Modes, Remediations


class Decide:
    """Fills in the decision.

    Args:
        adopt: takes on a loan that stands on a workload and is not on record, before anything is decided about it, and says why
            the workload is not to be raised.
    """

    name = "decide"

    def __init__(
        self,
        cluster: Cluster,
        preflight: Preflight,
        weigh: Weigh,
        remediations: Remediations,
        episodes: Episodes,
        approvals: Approvals,
        modes: Modes,
        kill_switch: KillSwitch,
        clock: Clock,
        policy: Policy,
        adopt: Callable[[Workload], str],
    ) -> None:
        self._cluster = cluster
        self._preflight = preflight
        self._weigh = weigh
        self._remediations = remediations
        self._episodes = episodes
        self._approvals = approvals
        self._modes = modes
        self._kill_switch = kill_switch
        self._clock = clock
        self._policy = policy
        self._adopt = adopt

    def run(self, work: Work) -> Work:
        forecast = (
            work.episode.alert.forecast if work.entry else "unknown"
        )  # what an alert claims is no label by itself
        situation = self._situation(work)
        decision = _unknown(work) if situation is None else decide(situation)
        telemetry.DECISIONS.labels(forecast, decision.hold.guard if decision.hold else "none").inc()
        if situation is None:
            return replace(work, decision=decision)
        recorded = record.to_json(situation)
        catalog_hash = self._policy.catalog_hash
        self._episodes.record(work.episode, situation.assessment, decision, catalog_hash, work.question, recorded)
        return replace(
            work, decision=decision, approval=situation.approval, workload=situation.workload, load=situation.load
        )

    def reconsider(self, work: Work) -> Decision:
        """Decide again about an intent that was not carried out, as if it had not been claimed."""
        situation = self._situation(work, own=work.remediation)
        return _unknown(work) if situation is None else decide(situation)

    def _situation(self, work: Work, own: Remediation | None = None) -> Situation | None:
        """Collect what the guards look at; None when the policy does not know the alert."""
        if work.entry is None or work.assessment is None:
            return None
        bare = Situation(
            alert=work.episode.alert,
            entry=work.entry,
            assessment=work.assessment,
            workload=None,
            unresolved="",
            plan=None,
            last=None,
            approval=None,
            kill_switch=self._kill_switch.reason(),
            budgets=self._policy.budgets,
            spent=Spent(),
            maintenance=self._policy.maintenance,
            now_s=self._clock.now(),
            load=self._weigh.of(work),
            limit=self._limit(work),
            tried=self._tried(work),
        )
        situation = self._seen(bare, work.episode, own)
        while (refused := _refused(situation)) and not _is_last(replace(bare, refused=refused)):
            bare = replace(bare, refused=refused)
            situation = self._seen(bare, work.episode, own)
        return situation

    def _seen(self, situation: Situation, episode: Episode, own: Remediation | None) -> Situation:
        """Read of the cluster what the guards still miss."""
        if _held_by(situation) == "target":
            situation = self._with_target(situation, episode, own)
        if _held_by(situation) == "preflight" and situation.remedy is not None:
            seen = self._preflight.look(situation, situation.remedy, own)
            situation = replace(situation, surroundings=seen)
        return situation

    def _tried(self, work: Work) -> Remediation | None:
        """Asked only where it makes a difference: an entry without a ladder has one action."""
        policy = work.entry.remediation if work.entry else None
        return self._remediations.tried(work.episode) if policy is not None and policy.then else None

    def _limit(self, work: Work) -> ModeLimit | None:
        policy = work.entry.remediation if work.entry else None
        if policy is None:
            return None
        return self._modes.limit(work.episode.alert.forecast, earned=policy.promotion is not None)

    def _with_target(self, situation: Situation, episode: Episode, own: Remediation | None) -> Situation:
        try:
            found = looked_up(self._cluster, situation)
        except PermanentError as error:
            return replace(situation, unresolved=str(error))
        policy, target = found.remedy, found.target
        if policy is None or target is None:
            return found
        anothers = self._adopt(found.workload) if found.workload is not None else ""
        if anothers and ACTIONS[policy.action].lent:
            return replace(situation, unresolved=anothers)
        last = self._remediations.newest(target)
        memory = found.memory
        other = last is not None and last.plan.action != policy.action
        known = replace(
            found,
            last=None if own and last and own.id == last.id else last,
            alike=self._remediations.newest(target, policy.action) if other else None,
            approval=self._approvals.newest(episode, target, policy.action),
            spent=self._remediations.spent(target, own),
            leads_s=self._remediations.leads_s(target, policy.action) if policy.mode == "approve" else (),
            headroom=None if memory is None else self._preflight.headroom(memory),
            expansions=self._expansions(target, own) if found.volume else 0,
        )
        return replace(known, plan=planned(known))

    def _expansions(self, target: Target, own: Remediation | None) -> int:
        return self._remediations.count(target, "expand-volume", volumes.WATCHED_S, own)


def _held_by(situation: Situation) -> str:
    hold = decide(situation).hold
    return hold.guard if hold else ""


def _refused(situation: Situation) -> Mapping[str, str]:
    """What the cluster refuses, with the action that is asked about; empty when that is not refused for good, or is not to be
    done without a person anyway, who is told instead."""
    plan, policy, seen = situation.plan, situation.remedy, situation.surroundings
    if plan is None or policy is None or seen is None or policy.mode != "auto" or _held_by(situation) != "preflight":
        return {}
    why = preflight.refused(plan, seen)
    return {**situation.refused, plan.action: why} if why else {}


def _is_last(situation: Situation) -> bool:
    """Whether there is no rung that is not refused."""
    return situation.remedy is None or situation.remedy.action in situation.refused


def _unknown(work: Work) -> Decision:
    alert = work.episode.alert
    known = "no forecast" if work.entry is None else f"no severity {alert.severity!r} of"
    return Decision(None, Hold("policy", f"the policy knows {known} {alert.forecast!r}"))

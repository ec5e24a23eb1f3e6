"""Everything a guard may look at, collected before the decision so that the decision is a pure function of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from receiver.domain.alert import Alert
from receiver.domain.approval import Approval
from receiver.domain.call import Call
from receiver.domain.decision import Plan
from receiver.domain.load import LoadFinding
from receiver.domain.memory import ContainerMemory, Headroom
from receiver.domain.mode import Mode, ModeLimit, lower
from receiver.domain.remediation import Remediation
from receiver.domain.rollout import Rollout
from receiver.domain.surroundings import Surroundings
from receiver.domain.target import Target, Workload
from receiver.domain.verdict import Assessment
from receiver.domain.volume import Volume
from receiver.policy import ladder
from receiver.policy.budget import Budgets, Spent
from receiver.policy.maintenance import MaintenanceWindow
from receiver.policy.model import ForecastPolicy, RemediationPolicy


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known at the moment of the decision.

    Attributes:
        workload: the target as read from the cluster, None when it was not read (the reason is in `unresolved`) or is none.
        unresolved: why no target was read, empty when one was or none was needed.
        plan: the sized change, None without a target.
        last: the newest remediation of this target, None when there never was one.
        alike: the newest of the action that is asked about, where another came after it.
        refused: why the cluster would refuse an earlier rung of the ladder whenever it is asked, by action.
        tried: what was done last about this alert and still counts, where its entry has a ladder.
        approval: the newest question about this target in this episode, None when nobody was asked.
        kill_switch: why acting is switched off, empty when it is not.
        budgets: what all forecasts together may do.
        spent: what was done of it already; nothing without a target.
        maintenance: when nothing may be changed.
        now_s: seconds since the epoch.
        load: whether the growth follows the load, None where nobody asks.
        limit: what bounds the catalog's mode, None when nothing does.
        volume: the claim as read from the cluster, where the action is about one.
        expansions: of this volume within the last week.
        rollout: how the workload replaces its pods, where the action is about that.
        call: whom the policy has called for this series, where the action is that.
        memory: the container as read from the cluster, where the action is about one.
        headroom: what is left around it.
        surroundings: what could be in the way of the plan, None while it was not looked at.
        leads_s: how long this action took to help on this target before, seconds; only where a person is asked.
    """

    alert: Alert
    entry: ForecastPolicy
    assessment: Assessment
    workload: Workload | None
    unresolved: str
    plan: Plan | None
    last: Remediation | None
    approval: Approval | None
    kill_switch: str
    budgets: Budgets
    spent: Spent
    maintenance: tuple[MaintenanceWindow, ...]
    now_s: float
    load: LoadFinding | None = None
    limit: ModeLimit | None = None
    volume: Volume | None = None
    expansions: int = 0
    rollout: Rollout | None = None
    call: Call | None = None
    memory: ContainerMemory | None = None
    headroom: Headroom | None = None
    surroundings: Surroundings | None = None
    leads_s: tuple[float, ...] = ()
    alike: Remediation | None = None
    tried: Remediation | None = None
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def remedy(self) -> RemediationPolicy | None:
        """What holds for the action that is asked about: one rung of the entry's ladder, with the mode that is in force."""
        rung = ladder.rung(self.entry.remediation, self.tried, self.load, self.refused)
        if rung is None or self.limit is None:
            return rung
        return rung.model_copy(update={"mode": lower(Mode(rung.mode), self.limit.mode).value})

    @property
    def target(self) -> Target | None:
        """What was read and would be acted on, None when nothing was."""
        read = (self.workload, self.volume, self.memory, self.call)
        return next((one.target for one in read if one is not None), None)

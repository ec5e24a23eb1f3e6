"""Looks at what would be in the way of a plan, right before it would be carried out.

Required looks (at the rights, and a dry run of the very change) raise what is passing: the stage is tried again, and nothing is
done meanwhile. Optional ones that fail are noted: whoever runs without the right to read nodes is not held for ever.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from receiver.domain.decision import Plan
from receiver.domain.memory import ContainerMemory, Headroom
from receiver.domain.remediation import Remediation, State
from receiver.domain.surroundings import PodShape, Right, Surroundings, Unseen
from receiver.errors import PermanentError, RefusedError, TemporaryError
from receiver.policy.headroom import headroom
from receiver.policy.model import RemediationPolicy
from receiver.policy.preflight import added_pods, capacity, replaces_pods
from receiver.policy.situation import Situation
from receiver.ports import Action, Inspector

T = TypeVar("T")

_REHEARSED = "rehearsal"
"""Stands for the id of a remediation that is not written down yet."""


class Preflight:
    """Collects the surroundings of a plan.

    Args:
        rehearsals: the actions, over a cluster that checks every change and makes none.
    """

    def __init__(self, inspector: Inspector, rehearsals: Mapping[str, Action]) -> None:
        self._inspector = inspector
        self._rehearsals = rehearsals

    def look(self, situation: Situation, policy: RemediationPolicy, own: Remediation | None = None) -> Surroundings:
        """Look around the situation's plan.

        Args:
            own: the remediation whose intent is gone on with, None when the plan would be a new one.

        Raises:
            TemporaryError: a required look could not be made for now.
        """
        plan = situation.plan
        if plan is None:
            return Surroundings()
        missing = self._missing(plan)
        # What is not allowed would be refused in the dry run as well, in fewer words.
        refusal = None if missing else self._refusal(own or _intent(situation, plan, policy))
        said, for_good = "" if refusal is None else str(refusal), isinstance(refusal, RefusedError)
        return replace(self._around(situation, plan), missing=missing, refusal=said, for_good=for_good)

    def headroom(self, memory: ContainerMemory) -> Headroom:
        """Look how much more memory a container could ask for."""
        namespace, inspector = memory.target.namespace, self._inspector
        return headroom(
            memory,
            _optional(inspector.nodes),
            _optional(lambda: inspector.quotas(namespace)),
            _optional(lambda: inspector.limit_ranges(namespace)),
        )

    def _missing(self, plan: Plan) -> tuple[Right, ...] | Unseen:
        try:
            return self._inspector.missing(plan.target.namespace, self._rehearsals[plan.action].rights(plan))
        except PermanentError as error:
            return Unseen(str(error))

    def _refusal(self, intent: Remediation) -> PermanentError | None:
        try:
            self._rehearsals[intent.plan.action].apply(intent)
        except PermanentError as error:
            return error
        return None

    def _around(self, situation: Situation, plan: Plan) -> Surroundings:
        added, target, inspector = added_pods(plan, situation), plan.target, self._inspector
        if not added and not replaces_pods(plan):
            return Surroundings()
        pod = _optional(lambda: inspector.pod_shape(target))
        seen = Surroundings(added=added, pod=pod)
        if isinstance(pod, PodShape) and replaces_pods(plan):
            seen = replace(
                seen, disruption_budgets=_optional(lambda: inspector.disruption_budgets(target.namespace, pod.labels))
            )
        if isinstance(pod, PodShape) and added:
            seen = replace(
                seen,
                quotas=_optional(lambda: inspector.quotas(target.namespace)),
                limit_ranges=_optional(lambda: inspector.limit_ranges(target.namespace)),
                room=_optional(lambda: capacity.room(pod, inspector.nodes())),
            )
        return seen


def _intent(situation: Situation, plan: Plan, policy: RemediationPolicy) -> Remediation:
    """What would be written down if the plan were carried out now."""
    return Remediation(
        id=_REHEARSED,
        episode_id=0,
        forecast=situation.alert.forecast,
        plan=plan,
        state=State.INTENDED,
        created_at_s=situation.now_s,
        acted_at_s=None,
        lease_until_s=situation.now_s + policy.lease_s,
        seen_at_s=situation.now_s,
        outcome=None,
        note="",
    )


def _optional(look: Callable[[], T]) -> T | Unseen:
    try:
        return look()
    except (PermanentError, TemporaryError) as error:
        return Unseen(str(error))

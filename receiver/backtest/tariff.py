"""What would an action have cost, and what about it does history not tell?

One line per kind of action: the unit that fits it, and what is taken for granted because the past cluster is gone. What the
guards would have asked the cluster beside that holds nothing in a replay, so that these lists belong next to every count.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from receiver.domain.decision import Plan

_GIB = 2**30
_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True)
class Tariff:
    """One kind of action.

    Attributes:
        one, many: the unit of its cost.
        raised: what one step of its plan's value costs; 0 where an action costs one, whatever its plan.
        hourly: whether it costs for as long as it lasts.
        assumed: what is taken for granted, for people.
    """

    one: str
    many: str
    raised: float
    hourly: bool
    assumed: str

    def cost(self, plan: Plan, lasted_s: float) -> float:
        """Return the cost of one action, in the unit.

        Args:
            lasted_s: how long what it raised stayed raised, seconds.
        """
        amount = (plan.wanted - plan.previous) * self.raised if self.raised else 1.0
        return amount * lasted_s / _HOUR_S if self.hourly else amount

    def in_words(self, amount: float) -> str:
        """Write a cost for people."""
        digits = 1 if self.raised else 0
        return f"{amount:.{digits}f} {self.one if amount == 1 else self.many}"


TARIFFS: Mapping[str, Tariff] = {
    "scale": Tariff(
        "replica-hour",
        "replica-hours",
        raised=1.0,
        hourly=True,
        assumed="replicas are the pods seen at that moment, or --replicas where no pod is named; autoscalers, rollout "
        "strategies, labels of quorum systems, quotas and room on the nodes are not known",
    ),
    "restart": Tariff(
        "restart",
        "restarts",
        raised=0.0,
        hourly=False,
        assumed="a rolling update by Kubernetes' defaults with 30 s for each pod; other strategies, rollouts under way and "
        "disruption budgets are not known",
    ),
    "expand-volume": Tariff(
        "GiB bought",
        "GiB bought",
        raised=1 / _GIB,
        hourly=False,
        assumed="a volume never shrinks, so nothing is given back; the claim is taken to be bound and its storage class to "
        "allow growth, with the policy's own cooldown, for the class is not in the labels; what really ran out shows nothing "
        "of how it would have gone on, so this is the least",
    ),
    "resize-memory": Tariff(
        "GiB-hour",
        "GiB-hours",
        raised=1 / _GIB,
        hourly=True,
        assumed="what is raised lasts as long as the pod is seen; the cluster is taken to resize in place without a restart; "
        "room on the node, quotas and limit ranges are not known; what really ran out shows nothing of how it would have gone "
        "on, so this is the least",
    ),
    "webhook": Tariff(
        "call",
        "calls",
        raised=0.0,
        hourly=False,
        assumed="what the other end would have done, and what that costs, is not known",
    ),
}

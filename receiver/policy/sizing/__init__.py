"""How large a step, one file per action. A sizing looks at a `Situation` and the rung of its ladder, and returns the plan; None
when what it needs was not read. An action without a sizing is one that this receiver cannot do.
"""

from collections.abc import Callable, Mapping

from receiver.domain.decision import Plan
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation
from receiver.policy.sizing import memory, restart, scale, volume, webhook

Sizing = Callable[[Situation, RemediationPolicy], Plan | None]

SIZINGS: Mapping[str, Sizing] = {
    "scale": scale.size,  # replicas
    "restart": restart.size,  # nothing: pods are replaced
    "webhook": webhook.size,  # nothing: somebody else acts
    "expand-volume": volume.size,  # bytes of a claim
    "resize-memory": memory.size,  # bytes of a container
}

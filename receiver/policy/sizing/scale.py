"""Scale: enough replicas that the growth, shared among them, lasts for the lease.

A pod that grows by `slope` per second while `current` pods share the load grows by `slope * current / n` when `n` pods share
it. The smallest n whose level stays below `TARGET_UTILIZATION` for the whole lease is wanted; it is then clipped by the
bounds of the policy and of the autoscaler. Scaling buys time only if the growth follows the load: that is what the verify
stage finds out.
"""

import math

from receiver.domain.decision import Plan
from receiver.domain.target import Workload
from receiver.domain.verdict import Assessment
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation

TARGET_UTILIZATION = 0.8
"""Level to stay under during the lease; leaves a fifth for noise, the same margin as Kubernetes' own HPA default of 80 %:
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/"""


def size(situation: Situation, policy: RemediationPolicy) -> Plan | None:
    """Size the step for a workload that was read."""
    return None if situation.workload is None else size_scale(situation.workload, situation.assessment, policy)


def size_scale(workload: Workload, assessment: Assessment, policy: RemediationPolicy) -> Plan:
    """Size a `scale` step; `wanted == previous` means that every bound is reached."""
    current = workload.replicas
    room = TARGET_UTILIZATION - assessment.level
    growth = assessment.slope_per_s * policy.lease_s
    needed = math.ceil(current * growth / room) if room > 0 and growth > 0 else current + policy.max_step
    bounds = {
        "forecast": max(needed, current + 1),
        "max_step": current + policy.max_step,
        "max_replicas": policy.max_replicas,
    }
    if workload.autoscaler:
        bounds[f"the autoscaler's {workload.autoscaler.ceiling_field}"] = workload.autoscaler.max_replicas
    clipped_by, wanted = min(bounds.items(), key=lambda bound: bound[1])
    sizing = f"forecast asks for {bounds['forecast']} replicas"
    if clipped_by != "forecast":
        sizing += f", clipped to {wanted} by {clipped_by}"
    return Plan(
        action="scale",
        target=workload.target,
        field=workload.floor_field,
        previous=workload.floor,
        wanted=max(wanted, workload.floor),
        sizing=sizing,
    )


def step_down(previous: int, lent: int) -> int:
    """Return where the next step of giving back leads: half of the way, so that what it does to the series is seen in time."""
    return previous + (lent - previous) // 2


def safe_to_lower(to: int, replicas: int, assessment: Assessment, *, shared: bool) -> bool:
    """Tell whether the load of `replicas` pods, concentrated on `to`, would stay below the limit for a horizon.

    Without this, a lease that worked would end in the very exhaustion it prevented.

    Args:
        shared: the series is what all pods have in common, so that its level is concentrated, too. What a single pod holds
            already stays with that pod.
    """
    times = max(replicas / max(to, 1), 1.0)
    level = assessment.level * times if shared else assessment.level
    return level + max(assessment.slope_per_s * times, 0.0) * assessment.horizon_s < 1.0

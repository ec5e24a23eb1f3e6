"""Expand a volume: enough bytes that the growth lasts until it may be expanded again, and half as long more.

Used space grows by `slope * size` bytes per second, because utilisation is the share of the volume. After the cooldown and its
margin it shall still fill no more than `TARGET_UTILIZATION` of the new size; what is wanted is clipped by the bounds of the
policy, and is a whole number of GiB (MiB where the volume has no whole number of them), as provisioners round up to such.
"""

import math

from receiver.domain.action import bytes_in_words
from receiver.domain.decision import Plan
from receiver.domain.verdict import Assessment
from receiver.domain.volume import Volume
from receiver.policy import volumes
from receiver.policy.model import RemediationPolicy
from receiver.policy.situation import Situation

TARGET_UTILIZATION = 0.8
"""The same as for replicas: a fifth for what the forecast does not see."""

MARGIN_RATIO = 0.5
"""Share of the cooldown added to it: a forecast that is half as slow as the truth still lasts."""

_GIB, _MIB = 2**30, 2**20
_ROUNDING = 1e-6
"""What floats add to a whole number is no reason for one more."""


def size(situation: Situation, policy: RemediationPolicy) -> Plan | None:
    """Size the step for a volume that was read."""
    return None if situation.volume is None else size_volume(situation.volume, situation.assessment, policy)


def size_volume(volume: Volume, assessment: Assessment, policy: RemediationPolicy) -> Plan:
    """Size an `expand-volume` step; `wanted == previous` means that every bound is reached."""
    size_bytes = volume.size_bytes
    unit = _GIB if size_bytes % _GIB == 0 else _MIB
    outlast_s = (1 + MARGIN_RATIO) * volumes.cooldown_s(volume, policy)
    used_ratio = assessment.level + max(assessment.slope_per_s, 0.0) * outlast_s
    needed = max(size_bytes * used_ratio / TARGET_UTILIZATION, size_bytes + unit)
    bounds = {
        "forecast": math.ceil(needed / unit - _ROUNDING) * unit,
        "max_step_ratio": _whole(size_bytes * policy.max_step_ratio, unit),
    }
    if policy.max_bytes is not None:
        bounds["max_bytes"] = _whole(policy.max_bytes, unit)
    clipped_by, wanted = min(bounds.items(), key=lambda bound: bound[1])
    sizing = f"forecast asks for {bytes_in_words(bounds['forecast'])} to last {outlast_s / 3600:.3g} h"
    if clipped_by != "forecast":
        sizing += f", clipped to {bytes_in_words(wanted)} by {clipped_by}"
    return Plan("expand-volume", volume.target, "storage", size_bytes, max(wanted, size_bytes), sizing)


def _whole(value: float, unit: int) -> int:
    return math.floor(value / unit) * unit

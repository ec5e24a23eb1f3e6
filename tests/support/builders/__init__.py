"""Valid values of the domain with every field changeable by name, so that a test says only what it is about."""

from tests.support.builders.changes import approval, approved, expansion, plan, remediation, resize
from tests.support.builders.incidents import alert, assessment, claim, digest, episode, event, labelled, line, wave
from tests.support.builders.objects import autoscaler, memory, rollout, volume, workload
from tests.support.builders.policies import (
    entry,
    entry_document,
    expansion_document,
    memory_entry,
    policy,
    policy_document,
    remediation_document,
    resize_document,
    volume_entry,
    window,
)
from tests.support.builders.situations import memory_situation, situation, volume_situation
from tests.support.builders.usual import CLAIM, GIB, MIB, NOW_S, POD, TARGET

__all__ = [
    "CLAIM",
    "GIB",
    "MIB",
    "NOW_S",
    "POD",
    "TARGET",
    "alert",
    "approval",
    "approved",
    "assessment",
    "autoscaler",
    "claim",
    "digest",
    "entry",
    "entry_document",
    "episode",
    "event",
    "expansion",
    "expansion_document",
    "labelled",
    "line",
    "memory",
    "memory_entry",
    "memory_situation",
    "plan",
    "policy",
    "policy_document",
    "remediation",
    "remediation_document",
    "resize",
    "resize_document",
    "rollout",
    "situation",
    "volume",
    "volume_entry",
    "volume_situation",
    "wave",
    "window",
    "workload",
]

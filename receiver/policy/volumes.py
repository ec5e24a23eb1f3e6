"""How often a volume may grow. Block storage limits that by itself, and a growth that it refuses is stuck until it allows it.

A class is named in the policy, or known by its provisioner: Amazon EBS wants six hours between two modifications of a volume
(https://docs.aws.amazon.com/ebs/latest/userguide/modify-volume-requirements.html). The cooldown of the policy is the least.
"""

from receiver.domain.volume import Volume
from receiver.policy.model import RemediationPolicy

_OF_PROVISIONERS = {"ebs.csi.aws.com": 6 * 3600.0, "kubernetes.io/aws-ebs": 6 * 3600.0}

WATCHED_S = 7 * 86_400.0
"""Expansions are counted for so long: growth that eats each of them is no trend to follow, but something gone wrong."""


def cooldown_s(volume: Volume, policy: RemediationPolicy) -> float:
    """Return the seconds between two expansions of a volume."""
    known_s = _OF_PROVISIONERS.get(volume.provisioner, 0.0)
    return max(policy.class_cooldowns_s.get(volume.storage_class, known_s), policy.cooldown_s)

"""A `Cluster` in memory that refuses stale resourceVersions, as the real API server does.

It does not start pods: a raised HPA floor raises the replica count at once, as the HPA's controller would soon after.
"""

from tests.support.cluster.fake import FakeCluster
from tests.support.cluster.stored import Box, Claim, Crash, Deployed, Hpa, Replacing

__all__ = [
    "Box",
    "Claim",
    "Crash",
    "Deployed",
    "FakeCluster",
    "Hpa",
    "Replacing",
]

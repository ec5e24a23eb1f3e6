"""Names of Kubernetes' resources: what a catalog file is called need not be one.

https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names
"""

import hashlib
import re

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


def resource_name(stem: str) -> str:
    """`forecast-<stem>`; what no name takes is replaced, and a hash keeps such names apart."""
    if _NAME.fullmatch(stem):
        return f"forecast-{stem}"
    words = re.findall("[a-z0-9]+", stem.lower())
    return "-".join(("forecast", *words, hashlib.sha256(stem.encode()).hexdigest()[:8]))

"""Who controls an object? Read from its owner references, of which at most one is the controller.

https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/
"""

from collections.abc import Mapping
from typing import Any

from receiver.clients.kubernetes.kinds import qualified
from receiver.domain.target import Target


def controller_of(found: Mapping[str, Any], namespace: str) -> Target | None:
    """Return the object that controls this one, None when nothing does."""
    references = found["metadata"].get("ownerReferences") or []
    owner = next((one for one in references if one.get("controller")), None)
    return Target(qualified(owner["kind"], owner["apiVersion"]), namespace, owner["name"]) if owner else None

"""How many pods may be taken away at will: the status of PodDisruptionBudgets.

https://kubernetes.io/docs/tasks/run-application/configure-pdb/
"""

import math

from localcluster import objects
from localcluster.resources import DISRUPTION_BUDGETS, PODS
from localcluster.store import Object, Store


def report(store: Store) -> None:
    """Write into each budget what it allows now; the caller holds the store's lock."""
    for budget in store.list(DISRUPTION_BUDGETS):
        pods = _selected(store, budget)
        healthy, desired = sum(map(objects.is_ready, pods)), _desired(budget["spec"], len(pods))
        status = {
            "observedGeneration": budget["metadata"]["generation"],
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            "expectedPods": len(pods),
            "disruptionsAllowed": max(healthy - desired, 0) if pods else 0,
        }
        store.replace(DISRUPTION_BUDGETS, {**budget, "status": status})


def _selected(store: Store, budget: Object) -> list[Object]:
    wanted = budget["spec"].get("selector", {}).get("matchLabels", {}).items()
    pods = store.list(PODS, budget["metadata"]["namespace"])
    return [pod for pod in pods if wanted <= pod["metadata"].get("labels", {}).items()]


def _desired(spec: Object, expected: int) -> int:
    if "maxUnavailable" in spec:
        return max(expected - _count(spec["maxUnavailable"], expected), 0)
    return _count(spec.get("minAvailable", 0), expected)


def _count(given: int | str, expected: int) -> int:
    """A number, or a share of the pods, rounded up."""
    return given if isinstance(given, int) else math.ceil(expected * int(given.rstrip("%")) / 100)

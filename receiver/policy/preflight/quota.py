"""Is there room in the namespace's ResourceQuotas for the pods that the change makes more?

The dry run of a patch cannot see this: the pods are made later, by a controller, and refused there.
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from collections.abc import Iterator

from receiver.domain.surroundings import PodShape, Quota, Surroundings
from receiver.policy.preflight.limits import admitted
from receiver.policy.preflight.words import amount

_MUST_BE_STATED = frozenset(f"{part}.{name}" for part in ("requests", "limits") for name in ("cpu", "memory"))
_ROUNDING = 1e-9
_SHORT = {"cpu": "requests.cpu", "memory": "requests.memory"}


def obstacles(seen: Surroundings) -> Iterator[str]:
    """Name every quota that the new pods would exceed, with the numbers."""
    if not (seen.added and isinstance(seen.pod, PodShape) and isinstance(seen.quotas, tuple)):
        return
    pod = admitted(seen.pod, seen.limit_ranges if isinstance(seen.limit_ranges, tuple) else ())
    asked = _counted(pod)
    for quota in seen.quotas:
        if _is_about(quota, pod):
            yield from _exceeded(quota, asked, seen.added)


def _exceeded(quota: Quota, asked: dict[str, float], added: int) -> Iterator[str]:
    for key, hard in quota.hard.items():
        name = _SHORT.get(key, key)
        used, needed = quota.used.get(key, 0.0), added * asked.get(name, 0.0)
        if needed and used + needed > hard * (1 + _ROUNDING):
            more, of = amount(name, needed), amount(name, hard)
            yield f"ResourceQuota {quota.name}: {key} {amount(name, used)} used and {more} more needed of {of}"
        elif name in _MUST_BE_STATED and name not in asked:
            yield f"ResourceQuota {quota.name}: it limits {key}, which the pods do not state"


def _counted(pod: PodShape) -> dict[str, float]:
    """What one pod counts for, by the names that quotas know."""
    parts = {"requests": pod.requests, "limits": pod.limits}
    stated = {f"{part}.{name}": asked for part, amounts in parts.items() for name, asked in amounts.items()}
    return {"pods": 1.0, "count/pods": 1.0, **stated}


def _is_about(quota: Quota, pod: PodShape) -> bool:
    """Tell whether a quota's scopes take in a workload's pods; a scope that is not understood may, and doubt holds."""
    best_effort = not (set(pod.requests) | set(pod.limits)) & {"cpu", "memory"}
    answers = {
        "BestEffort": best_effort,
        "NotBestEffort": not best_effort,
        "Terminating": False,  # pods of workloads have no deadline
        "NotTerminating": True,
    }
    return all(answers.get(scope, _has_class(scope, pod)) for scope in quota.scopes)


def _has_class(scope: str, pod: PodShape) -> bool:
    name, _, rest = scope.partition(" ")
    operator, _, values = rest.partition(" ")
    if name != "PriorityClass" or operator not in ("In", "NotIn"):
        return True
    return (pod.priority_class in values.split(",")) is (operator == "In")

"""How much the pods of a namespace may ask for together, and the refusal of the one that asks for too much.

A quota counts pods that have not ended; scopes are not known here.
https://kubernetes.io/docs/concepts/policy/resource-quotas/
"""

from localcluster import quantities
from localcluster.quantities import Amounts
from localcluster.resources import PODS, QUOTAS
from localcluster.store import Object, Store


def refusal(store: Store, pod: Object, *, instead_of: Object | None = None) -> str:
    """Say which quota of its namespace a new (or changed) pod would exceed, in the API server's words; empty when none."""
    namespace, name = pod["metadata"]["namespace"], pod["metadata"]["name"]
    asked = _counted(pod)
    for quota in store.list(QUOTAS, namespace):
        hard, used = quantities.read(quota["spec"].get("hard", {})), _used(store, namespace, instead_of)
        over = [one for one, most in hard.items() if one in asked and used.get(one, 0) + asked[one] > most]
        unstated = [one for one in hard if one.partition(".")[0] in ("requests", "limits") and one not in asked]
        if over:
            parts = (
                f"{what}: {','.join(f'{one}={quantities.write(amounts.get(one, hard[one] * 0))}' for one in over)}"
                for what, amounts in (("requested", asked), ("used", used), ("limited", hard))
            )
            return f'pods "{name}" is forbidden: exceeded quota: {quota["metadata"]["name"]}, {", ".join(parts)}'
        if unstated:
            must = f"must specify {','.join(sorted(unstated))}"
            return f'pods "{name}" is forbidden: failed quota: {quota["metadata"]["name"]}: {must}'
    return ""


def report(store: Store) -> None:
    """Write into each quota what is used of it; the caller holds the store's lock."""
    for quota in store.list(QUOTAS):
        hard, used = quota["spec"].get("hard", {}), _used(store, quota["metadata"]["namespace"])
        counted = {one: quantities.write(used[one]) if one in used else "0" for one in hard}
        store.replace(QUOTAS, {**quota, "status": {"hard": hard, "used": counted}})


def _used(store: Store, namespace: str, but: Object | None = None) -> Amounts:
    left_out = but["metadata"]["uid"] if but else None
    pods = [pod for pod in store.list(PODS, namespace) if pod["status"].get("phase") not in ("Succeeded", "Failed")]
    return quantities.add(_counted(pod) for pod in pods if pod["metadata"]["uid"] != left_out)


def _counted(pod: Object) -> Amounts:
    """What a pod counts for, by the names that quotas know; `cpu` and `memory` are their requests."""
    requests, limits = quantities.asked(pod), quantities.asked(pod, "limits")
    one = quantities.read({"pods": "1", "count/pods": "1"})
    return {
        **one,
        **requests,
        **{f"requests.{name}": amount for name, amount in requests.items()},
        **{f"limits.{name}": amount for name, amount in limits.items()},
    }

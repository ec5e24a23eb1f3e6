"""May a loan that only an object's annotation tells of be given back, and down to where?

Whoever may annotate the object can have written that. With a key it is signed, and what it says holds. Without one it is
bounded by what this receiver could have done: an action of the policy, on the field and value as they are now, which is no more
than `max_replicas`, by no more than `max_step`, and never to the last pod (under an autoscaler, whose floor is no count of
pods, never below one).

What ended long ago is not believed at all: while the database lives it knows every loan that is younger, so that an old
annotation that somebody pastes back, or restores from a backup, ends no loan a second time.
"""

from receiver.domain.decision import Plan
from receiver.domain.lent import Lent
from receiver.domain.target import Workload
from receiver.policy.model import Policy

_FEWEST_PODS = 2
_LOWEST_FLOOR = 1


OLDEST_S = 21 * 86_400.0
"""Well below the month for which what is over is on record."""


def adopted(lent: Lent, workload: Workload, policy: Policy, now_s: float) -> Plan | str:
    """Return what is on loan, or why it is left to people."""
    over_s = now_s - lent.until_s
    if over_s > OLDEST_S:
        return f"it ended {over_s / 86_400:.0f} days ago, and whose the value is by now nobody knows"
    floor = workload.floor
    if workload.floor_field != lent.field or floor not in lent.values:
        return f"{workload.floor_field} is {floor}, which is not what it says is lent"
    if lent.previous >= floor:
        return f"{lent.field} is {floor}, and to give back is {lent.previous}: nothing is lent"
    lowest = lent.previous if lent.signed else _bounded(lent, workload, policy)
    if isinstance(lowest, str):
        return lowest
    source = "signed" if lent.signed else "not signed"
    told = f"known from its annotation ({source}), which says {lent.previous} to give back"
    return Plan(lent.action, workload.target, lent.field, lowest, floor, told)


def _bounded(lent: Lent, workload: Workload, policy: Policy) -> int | str:
    entry = policy.forecasts.get(lent.forecast)
    rung = entry.rung(lent.action) if entry else None
    if entry is None or rung is None:
        return f"the policy knows no forecast {lent.forecast!r} whose action is {lent.action!r}"
    if lent.labels.get("namespace", workload.target.namespace) != workload.target.namespace:
        return "its alert is of another namespace"
    if workload.floor > rung.max_replicas:
        return f"it is not signed, and {workload.floor} is more than the {rung.max_replicas} that the policy ever raises to"
    least = _LOWEST_FLOOR if workload.autoscaler else _FEWEST_PODS
    lowest = max(lent.previous, workload.floor - rung.max_step, least)
    if lowest >= workload.floor:
        return f"it is not signed, so nothing below {workload.floor} is believed"
    return lowest

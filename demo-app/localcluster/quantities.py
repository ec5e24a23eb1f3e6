"""What pods ask for and what is left: quantities of one kind, added up.

https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from collections.abc import Iterable
from decimal import Decimal

from kubernetes.utils.quantity import parse_quantity

from localcluster.store import Object

Amounts = dict[str, Decimal]


def read(quantities: Object) -> Amounts:
    """Read quantities by name: `{"cpu": "500m"}`."""
    return {name: parse_quantity(text) for name, text in quantities.items()}  # type: ignore[no-untyped-call]


def asked(pod: Object, kind: str = "requests") -> Amounts:
    """Add up what the containers of a pod ask for; a limit without a request is one.

    Args:
        kind: `requests` or `limits`.
    """
    total: Amounts = {}
    for container in pod["spec"]["containers"]:
        resources = container.get("resources", {})
        limits = resources.get("limits", {})
        given = {**limits, **resources.get("requests", {})} if kind == "requests" else limits
        total = add([total, read(given)])
    return total


def add(amounts: Iterable[Amounts]) -> Amounts:
    """Add amounts up, name by name."""
    total: Amounts = {}
    for one in amounts:
        for name, amount in one.items():
            total[name] = total.get(name, Decimal(0)) + amount
    return total


def write(amount: Decimal) -> str:
    """Write an amount as a quantity, in thousandths where it has them."""
    return f"{amount * 1000:.0f}m" if amount != int(amount) else str(int(amount))

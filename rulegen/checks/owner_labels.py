"""owner-labels: can the receiver find what it should act on?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def owner_labels(forecast: Forecast) -> Iterator[Objection]:
    """An objection when an acting forecast lacks the labels that lead to its target."""
    remediation = forecast.remediation
    if remediation.action in ("none", "webhook"):
        return
    needed = ["namespace", "pod"] if remediation.target.kind == "owner" else ["namespace"]
    missing = [label for label in needed if label not in forecast.by]
    if missing:
        yield Objection(
            ("remediation", "target"),
            f"action {remediation.action} on {remediation.target.kind} needs the by-labels {' and '.join(missing)}",
        )

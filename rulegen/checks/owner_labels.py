"""owner-labels: can the receiver find what it should act on?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast, Remediation


def owner_labels(forecast: Forecast) -> Iterator[Objection]:
    """An objection when an acting forecast lacks the labels that lead to its target."""
    for index, rung in enumerate(forecast.remediation.rungs):
        missing = [label for label in _needed(rung) if label not in forecast.by]
        if missing:
            place = ("remediation", "target") if index == 0 else ("remediation", "then", index - 1)
            labels = " and ".join(missing)
            yield Objection(place, f"action {rung.action} on {rung.target.kind} needs the by-labels {labels}")


def _needed(rung: Remediation) -> list[str]:
    if rung.action in ("none", "webhook"):
        return []
    if rung.action == "resize-memory":
        return ["namespace", "pod", "container"]
    return ["namespace", "pod"] if rung.target.kind == "owner" else ["namespace"]

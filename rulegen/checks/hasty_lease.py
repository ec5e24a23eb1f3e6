"""hasty-lease: is there time to see whether an action helped?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def hasty_lease(forecast: Forecast) -> Iterator[Objection]:
    """Objections when the cooldown or the lease ends before the action was verified."""
    remediation = forecast.remediation
    if remediation.action == "none":
        return
    for field, length in (("cooldown", remediation.cooldown), ("lease", remediation.lease)):
        if length < remediation.settle:
            yield Objection(
                ("remediation", field),
                f"{length} is shorter than settle ({remediation.settle}): it ends before the outcome is known",
            )

"""double-scaling: do the receiver and an autoscaler both scale on the same forecast?"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast


def double_scaling(forecast: Forecast) -> Iterator[Objection]:
    """An objection to `autoscale` beside a remediation that scales by itself."""
    remediation = forecast.remediation
    if forecast.autoscalers and remediation.action == "scale" and remediation.mode == "auto":
        yield Objection(
            ("autoscale",),
            "the receiver raises the floor of the same autoscaler that already scales on this forecast;"
            " leave one of them, or use mode dry-run or approve",
        )

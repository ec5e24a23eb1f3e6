"""churning-label: does the identity change whenever the thing restarts?

A label that is new after every restart starts a new history each time: never enough coverage, and endless series.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

CHURNING = frozenset(
    {"id", "uid", "container_id", "pod_uid", "pid", "image", "image_id", "revision", "version", "pod_ip"}
)


def churning_label(forecast: Forecast) -> Iterator[Objection]:
    """One objection per by-label that does not outlive a restart."""
    for number, label in enumerate(forecast.by):
        if label in CHURNING:
            yield Objection(
                ("by", number), f"{label!r} changes at a restart, so a series never gets old enough to be fitted"
            )

"""What must be known of a Prometheus before its history can be read: how its windows end, and when it was down."""

import numpy as np

from receiver.ports import HistorySource

_STARTS = "process_start_time_seconds and on (job, instance) prometheus_build_info"
_STARTS_EVERY_S = 600.0
_TWO_MINUTES_S = 120.0


def closed_windows(source: HistorySource, at_s: float) -> bool:
    """Whether a range selector includes its old end: two minutes hold three samples a minute apart before Prometheus 3.

    Asked of the server itself, because Thanos, Mimir and VictoriaMetrics number their versions differently.
    """
    aligned_s = at_s // _TWO_MINUTES_S * _TWO_MINUTES_S
    return (source.value("count_over_time(vector(1)[2m:1m])", aligned_s) or 0) > 2


def restarts(source: HistorySource, start_s: float, end_s: float) -> tuple[float, ...] | None:
    """When Prometheus was started within a stretch; None when it does not scrape itself."""
    step_s = max(_STARTS_EVERY_S, (end_s - start_s) / 10_000)
    found = source.ranges(_STARTS, start_s, end_s, step_s)
    if not found:
        return None
    starts = np.concatenate([series.samples.values for series in found])
    return tuple(sorted({float(at_s) for at_s in np.rint(starts) if start_s < at_s <= end_s}))

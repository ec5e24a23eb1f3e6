"""What the platform would say about this container, for places without a platform.

Names, labels and units are those of cAdvisor (https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md) and
kube-state-metrics (docs/metrics/workload/pod-metrics.md). On a cluster leave it off: kubelet and kube-state-metrics say it.
"""

import time
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from leaky.settings import Identity
from leaky.usage import anonymous_bytes

LABELS = ("namespace", "pod", "container")


class PlatformMetrics(Collector):
    """Measured anew at every scrape."""

    def __init__(self, identity: Identity, limit_bytes: int | None) -> None:
        self._labels = (identity.namespace, identity.pod, identity.container)
        self._limit_bytes = limit_bytes
        self._started = time.time()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the container's memory, start time and, when it has one, its limit."""
        rss = GaugeMetricFamily("container_memory_rss", "Size of RSS in bytes.", labels=LABELS)
        rss.add_metric(self._labels, anonymous_bytes())
        yield rss
        start = GaugeMetricFamily(
            "container_start_time_seconds", "Start time of the container since unix epoch in seconds.", labels=LABELS
        )
        start.add_metric(self._labels, self._started)
        yield start
        if self._limit_bytes is not None:
            limit = GaugeMetricFamily(
                "kube_pod_container_resource_limits",
                "The number of requested limit resource by a container.",
                labels=(*LABELS, "resource", "unit"),
            )
            limit.add_metric((*self._labels, "memory", "byte"), self._limit_bytes)
            yield limit

"""What kubelet would say about a mounted volume, for places without a kubelet.

Names and labels are kubelet's: https://kubernetes.io/docs/reference/instrumentation/metrics/ (`kubelet_volume_stats_*`).
"""

from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from leaky.settings import Identity
from leaky.volume import Volume


class VolumeMetrics(Collector):
    """Measured anew at every scrape."""

    def __init__(self, identity: Identity, volume: Volume) -> None:
        self._volume = volume
        self._labels = {"namespace": identity.namespace, "persistentvolumeclaim": volume.claim}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield how large it is, and what is left."""
        for name, help, size_bytes in (
            ("capacity", "Capacity in bytes of the volume", self._volume.capacity_bytes()),
            ("available", "Number of available bytes in the volume", self._volume.available_bytes()),
        ):
            family = GaugeMetricFamily(f"kubelet_volume_stats_{name}_bytes", help, labels=list(self._labels))
            family.add_metric(list(self._labels.values()), size_bytes)
            yield family

import time

from leaky.platform_metrics import PlatformMetrics
from leaky.settings import Identity
from prometheus_client import CollectorRegistry

WHO = {"namespace": "demo", "pod": "leak-1", "container": "app"}


def registry(limit_bytes: int | None) -> CollectorRegistry:
    built = CollectorRegistry()
    built.register(PlatformMetrics(Identity("demo", "leak-1", "app"), limit_bytes))
    return built


def test_names_labels_and_units_are_the_platforms() -> None:
    metrics = registry(1000)
    limit = metrics.get_sample_value(
        "kube_pod_container_resource_limits", {**WHO, "resource": "memory", "unit": "byte"}
    )
    assert limit == 1000
    started = metrics.get_sample_value("container_start_time_seconds", WHO)
    assert started is not None
    assert abs(time.time() - started) < 60
    assert (metrics.get_sample_value("container_memory_rss", WHO) or 0) > 1_000_000


def test_without_a_limit_there_is_no_limit_series() -> None:
    assert [family.name for family in registry(None).collect()] == [
        "container_memory_rss",
        "container_start_time_seconds",
    ]

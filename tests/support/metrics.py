"""What the process counted so far; counters are never set back, so that a test compares before with after."""

from prometheus_client import REGISTRY


def counted(name: str, **labels: str) -> float:
    """Return a sample's value, 0 while there is none."""
    return REGISTRY.get_sample_value(name, labels) or 0.0

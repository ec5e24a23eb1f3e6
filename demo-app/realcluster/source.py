"""The demo app's source as a ConfigMap, so that a cluster needs no image of ours."""

from pathlib import Path
from typing import Any

LEAKY = Path(__file__).resolve().parents[1] / "leaky"
NAME = "leaky-source"


def config_map(namespace: str) -> dict[str, Any]:
    """One key per module."""
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": NAME, "namespace": namespace},
        "data": {path.name: path.read_text() for path in sorted(LEAKY.glob("*.py"))},
    }

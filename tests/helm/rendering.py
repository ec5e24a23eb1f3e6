"""Renders the chart with Helm's own SDK, offline."""

from pathlib import Path
from typing import Any

import helm_python
import yaml

Object = dict[str, Any]
Values = dict[str, Any]

CHART = Path(__file__).parents[2] / "helm" / "predictive-reliability-engine"
CASES = sorted((CHART / "ci").glob("*-values.yaml"))


class _Loader(yaml.SafeLoader):
    """YAML 1.1 has a type for a lone `=`, which Kubernetes' parser reads as a string."""


_Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: str(node.value))


def case(name: str) -> Values:
    """The values of `ci/<name>-values.yaml`."""
    values: Values = yaml.safe_load((CHART / "ci" / f"{name}-values.yaml").read_text())
    return values


def rendered(values: Values, template: str | None = None, *, namespace: str = "monitoring") -> list[Object]:
    """Every object that the release `pre` of these values makes in a namespace, of one template or of all."""
    with helm_python.Chart.load(CHART) as chart:
        chart.validate_schema(values)
        texts = chart.render(values, name="pre", namespace=namespace)
    wanted = {path: text for path, text in texts.items() if path.endswith(f"{template or ''}.yaml")}
    return [found for text in wanted.values() for found in yaml.load_all(text, _Loader) if found]


def one(values: Values, template: str) -> Object:
    """The only object of a template."""
    [found] = rendered(values, f"/{template}")
    return found

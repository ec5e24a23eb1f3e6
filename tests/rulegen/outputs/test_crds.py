"""The Prometheus operator's own resource definitions take what is generated, and would not take anything."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from rulegen.cli.main import cli
from tests.rulegen.conftest import ENTRY, ROOT
from tests.support.crds import objections

SHIPPED = ROOT / "rules/generated"
EVERYTHING = ENTRY.replace(
    "    alerts:\n",
    "    query_offset: 1m\n    muted_by: [{ alert: DiskFull }]\n    notify: { slack: x }\n    alerts:\n"
    "      - { severity: warning, windows: [6h, 24h], horizon: 24h, for: 30m, keep_firing_for: 10m }\n",
)


def resources(folder: Path) -> Iterator[dict[str, Any]]:
    """What is generated for the operator."""
    for path in (*sorted((folder / "kubernetes").iterdir()), folder / "alertmanager/alertmanagerconfig.yaml"):
        yield yaml.safe_load(path.read_text("utf-8"))


def test_every_shipped_resource_is_one_of_the_operators() -> None:
    kinds = set()
    for resource in resources(SHIPPED):
        assert objections(resource) == [], resource["metadata"]["name"]
        kinds.add(resource["kind"])
    assert kinds == {"PrometheusRule", "AlertmanagerConfig"}


def test_every_field_that_an_entry_can_bring_is_one_of_the_operators(
    write_catalog: Callable[..., Path], tmp_path: Path
) -> None:
    arguments = ["--out", str(tmp_path / "out"), "--prometheus-version", "3.0", "--label", "release=x"]
    CliRunner().invoke(cli, ["generate", str(write_catalog(EVERYTHING)), *arguments], catch_exceptions=False)
    assert [objections(resource) for resource in resources(tmp_path / "out")] == [[], []]


@pytest.mark.parametrize(
    ("kind", "place", "value", "said"),
    [
        ("PrometheusRule", ("spec", "group"), [], "spec.group: Extra inputs are not permitted"),
        (
            "PrometheusRule",
            ("spec", "groups", 0, "query_offset_s"),
            1,
            "query_offset_s: Extra inputs are not permitted",
        ),
        ("PrometheusRule", ("spec", "groups", 0, "rules", 0, "pending"), "1m", "pending: Extra inputs"),
        ("PrometheusRule", ("spec", "groups", 0, "rules", 0, "for"), "5", "for: String should match pattern"),
        ("PrometheusRule", ("spec", "groups", 0, "rules", 0, "labels"), {"a": 1}, "labels.a: Input should be a valid"),
        ("AlertmanagerConfig", ("spec", "route", "group_by"), ["x"], "route.group_by: Extra inputs are not permitted"),
        (
            "AlertmanagerConfig",
            ("spec", "inhibitRules", 0, "sourceMatch", 0, "matchType"),
            "~",
            "matchType: Input should",
        ),
    ],
)
def test_an_unknown_or_wrong_field_is_refused(
    kind: str, place: tuple[str | int, ...], value: object, said: str
) -> None:
    resource = next(found for found in resources(SHIPPED) if found["kind"] == kind)
    here: Any = resource
    for step in place[:-1]:
        here = here[step]
    here[place[-1]] = value
    (objection,) = objections(resource)
    assert said in objection

"""The documentation names everything that there is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel

from rulegen.catalog import autoscale, safety, schema
from rulegen.catalog.load import load
from rulegen.checks.registry import CHECKS
from rulegen.generate.targets import TARGETS
from rulegen.outputs.matrix import FIELDS
from tests.rulegen.conftest import ROOT

MODELS: list[type[BaseModel]] = [
    schema.CatalogFile,
    schema.Defaults,
    *schema.KINDS.values(),
    schema.TrendAlert,
    schema.Confidence,
    schema.Remediation,
    schema.Target,
    autoscale.Autoscale,
    schema.Example,
    schema.Mute,
    safety.Budgets,
    safety.MaintenanceWindow,
    safety.TimeInterval,
    safety.TimeRange,
]


@pytest.mark.parametrize("model", MODELS)
def test_every_key_of_the_catalog_is_described(model: type[BaseModel]) -> None:
    text = (ROOT / "docs/rulegen-catalog.md").read_text("utf-8")
    keys = [field.alias or name for name, field in model.model_fields.items()]
    assert [key for key in keys if f"`{key}`" not in text] == []


def test_every_target_and_every_field_of_the_matrix_is_described() -> None:
    text = (ROOT / "docs/rulegen-targets.md").read_text("utf-8")
    assert [name for name in (*TARGETS, *(field.name for field in FIELDS)) if f"| `{name}` |" not in text] == []


def test_every_check_is_listed_with_its_level() -> None:
    text = (ROOT / "docs/checks/README.md").read_text("utf-8")
    assert [check.id for check in CHECKS if f"[{check.id}]({check.id}.md), {check.level}" not in text] == []


def test_the_ladder_in_the_manual_is_a_catalog(write_catalog: Callable[..., Path]) -> None:
    manual = (ROOT / "docs/rulegen-catalog.md").read_text("utf-8")
    [shown] = [block for block in re.findall(r"```yaml\n(.*?)```", manual, re.DOTALL) if block.startswith("version:")]
    [catalog] = load([write_catalog(shown)]).catalogs
    assert [rung.action for rung in catalog.forecasts[0].remediation.rungs] == ["scale", "resize-memory", "restart"]

"""Every check has a page whose failing example fails and whose passing example passes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from rulegen.catalog.load import load
from rulegen.checks.registry import CHECKS, examine
from rulegen.model.finding import Finding
from tests.rulegen.conftest import ENTRY, ROOT

PAGES = ROOT / "docs/checks"
BY_ID = {check.id: check for check in CHECKS}
Writer = Callable[..., Path]


def findings(write_catalog: Writer, fragment: str) -> list[Finding]:
    """What the checks say when the fragment is laid over the smallest good entry, in place of its source where it has one."""
    catalog, laid = yaml.safe_load(ENTRY), yaml.safe_load(fragment)
    if "remaining" in laid:
        del catalog["forecasts"][0]["used"], catalog["forecasts"][0]["limit"]
    catalog["forecasts"][0].update(laid)
    (forecast,) = load([write_catalog(yaml.safe_dump(catalog))]).forecasts
    return examine(forecast)


def example(check: str, heading: str) -> str:
    """The YAML block below a heading of a page."""
    page = (PAGES / f"{check}.md").read_text("utf-8")
    match = re.search(rf"## {heading}\n\n```yaml\n(.*?)```", page, re.DOTALL)
    assert match is not None
    return match[1]


def test_every_check_has_a_page_and_every_page_a_check() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} - {"README"} == set(BY_ID)


@pytest.mark.parametrize("check", BY_ID)
def test_the_failing_example_fails(write_catalog: Writer, check: str) -> None:
    found = [finding for finding in findings(write_catalog, example(check, "Fails")) if finding.check == check]
    assert found
    assert {finding.level for finding in found} == {BY_ID[check].level}


@pytest.mark.parametrize("check", BY_ID)
def test_the_passing_example_passes(write_catalog: Writer, check: str) -> None:
    assert check not in {finding.check for finding in findings(write_catalog, example(check, "Passes"))}


@pytest.mark.parametrize("check", BY_ID)
def test_the_page_names_the_level(check: str) -> None:
    assert f"Level: {BY_ID[check].level}" in (PAGES / f"{check}.md").read_text("utf-8")

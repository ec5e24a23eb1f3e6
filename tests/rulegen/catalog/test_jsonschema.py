"""The published JSON Schema says what the loader says, as far as a schema can."""

import json
from typing import Any

import jsonschema
import pytest
import yaml

from rulegen.catalog.jsonschema import json_schema
from tests.rulegen.conftest import ENTRY, ROOT

SCHEMA = json.loads(json_schema())
CATALOGS = sorted((ROOT / "rules/catalog").glob("*.yaml"))


def errors(catalog: Any) -> list[str]:
    """Messages of the validator."""
    return [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(catalog)]


def test_it_is_a_valid_schema_and_committed_as_it_is() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert (ROOT / "rules/catalog.schema.json").read_text("utf-8") == json_schema()


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)
def test_every_shipped_catalog_fits_and_names_the_schema_in_its_first_line(path: Any) -> None:
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../catalog.schema.json\n")
    assert errors(yaml.safe_load(text)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("floor:", "flor:"),
        ("horizon: 45m", "horizon: 45"),
        ("kind: trend", "kind: trent"),
        ("[15m, 1h]", "[15m]"),
        ("    by:", "    notify: { slck: x }\n    by:"),
    ],
)
def test_editors_see_what_the_loader_refuses(old: str, new: str) -> None:
    assert errors(yaml.safe_load(ENTRY)) == []
    assert errors(yaml.safe_load(ENTRY.replace(old, new))) != []

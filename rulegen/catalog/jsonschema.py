"""The catalog's JSON Schema, from the same models that validate it; editors complete and check while typing."""

import json
from typing import Any

from pydantic import TypeAdapter

from rulegen.catalog.schema import KINDS, CatalogFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> str:
    """The schema as a JSON document. It knows fields, kinds and formats; PromQL and cross references stay with the loader."""
    schema = CatalogFile.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.setdefault("$defs", {})
    for kind, model in KINDS.items():
        entry = TypeAdapter(model).json_schema(by_alias=True, ref_template="#/$defs/{model}")
        definitions.update(entry.pop("$defs", {}))
        definitions[kind] = entry
    schema["properties"]["forecasts"]["items"] = {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in KINDS]}
    return json.dumps({"$schema": _DRAFT, **schema}, indent=2, ensure_ascii=False) + "\n"

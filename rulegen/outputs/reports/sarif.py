"""SARIF 2.1.0, which code hosts show beside the changed lines.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from typing import Any

from rulegen.model.finding import Level, Located

_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: list[Located]) -> str:
    """One run; accepted findings are suppressed with their reason, not left out."""
    checks = sorted({found.check for found in findings})
    driver = {"name": "rulegen", "rules": [{"id": check, "helpUri": f"docs/checks/{check}.md"} for check in checks]}
    run = {"tool": {"driver": driver}, "results": [_result(found) for found in findings]}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _result(found: Located) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": found.path}}
    if found.line:
        physical["region"] = {"startLine": found.line, "startColumn": found.column}
    result: dict[str, Any] = {
        "ruleId": found.check,
        "level": _LEVELS[found.level],
        "message": {"text": f"{found.field}: {found.message}" if found.field else found.message},
        "locations": [{"physicalLocation": physical}],
    }
    if found.accepted is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": found.accepted}]
    return result

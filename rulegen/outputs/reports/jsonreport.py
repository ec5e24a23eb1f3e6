"""Findings as JSON, for scripts."""

import json
from dataclasses import asdict

from rulegen.model.finding import Located


def json_report(findings: list[Located]) -> str:
    """A list of objects with the fields of `Located`."""
    return json.dumps([asdict(found) for found in findings], indent=2, ensure_ascii=False) + "\n"

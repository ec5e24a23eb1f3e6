"""A catalog file to start from."""

from typing import Any

import yaml

_SOURCES: dict[str, dict[str, Any]] = {
    "trend": {"used": "my_used_bytes", "limit": "my_limit_bytes > 0"},
    "seasonal": {"period": "1d", "used": "my_used", "limit": "my_limit > 0"},
    "countdown": {
        "remaining": "my_expiry_timestamp_seconds - time()",
        "example": {"series": {'my_expiry_timestamp_seconds{instance="x"}': 100600}, "expect": 100000},
    },
}
_ALERTS: dict[str, list[dict[str, Any]]] = {
    "trend": [
        {"severity": "warning", "windows": ["6h", "24h"], "horizon": "24h", "floor": 0.6, "for": "30m"},
        {"severity": "critical", "windows": ["15m", "1h"], "horizon": "45m", "floor": 0.7, "for": "2m"},
    ],
    "seasonal": [{"severity": "warning", "horizon": "6h", "floor": 0.4, "for": "15m"}],
    "countdown": [{"severity": "warning", "horizon": "21d", "for": "1h"}],
}


_COMMENT = """\
# yaml-language-server: $schema=catalog.schema.json
# Write that file with: rulegen schema > catalog.schema.json
"""


def skeleton(name: str, kind: str) -> str:
    """A catalog of one entry, valid as it is; its metric names are to be replaced."""
    entry = {
        "name": name,
        "kind": kind,
        "summary": "What runs out, in one line",
        "reason": "Why these expressions, windows and bounds",
        "by": ["instance"],
        **_SOURCES[kind],
        "alerts": _ALERTS[kind],
        "notify": {"slack": "#sre"},
    }
    catalog = {
        "version": "forecast/v1",
        "defaults": {"team": "platform", "runbook_base": "https://runbooks.example.com"},
        "forecasts": [entry],
    }
    return _COMMENT + yaml.safe_dump(catalog, sort_keys=False, width=110)

"""Alertmanager's webhook bodies, version 4, minimal and with values of our own; the real ones are replayed where they exist."""

import json
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parents[3] / "shared" / "payloads"
"""Bodies recorded from real Alertmanagers, beside the repository on the project's machines only."""


def wire_alert(**changes: Any) -> dict[str, Any]:
    """One alert of a group."""
    return {
        "status": "firing",
        "labels": {
            "alertname": "ForecastMemory",
            "forecast": "memory",
            "severity": "critical",
            "namespace": "shop",
            "pod": "web-1",
        },
        "annotations": {"summary": "Memory runs out"},
        "startsAt": "2026-03-01T10:00:00.5Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "http://prometheus.invalid/graph?g0.expr=x",
        "fingerprint": "00c0ffee00c0ffee",
        **changes,
    }


def wire_group(*alerts: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A group of the given alerts, or of one firing alert."""
    chosen = list(alerts) or [wire_alert()]
    return {
        "version": "4",
        "groupKey": '{}:{alertname="ForecastMemory"}',
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "predictive",
        "groupLabels": {"alertname": "ForecastMemory"},
        "commonLabels": {"alertname": "ForecastMemory"},
        "commonAnnotations": {},
        "externalURL": "http://alertmanager.invalid",
        "alerts": chosen,
        **changes,
    }


def encoded(document: object) -> bytes:
    """The bytes of a JSON document."""
    return json.dumps(document).encode()


OWN = {
    "old-firing": wire_group(),
    "new-firing": wire_group(notification_reason="first notification", routeLabels={"team": "platform"}),
    "firing-group-with-a-resolved-alert": wire_group(
        wire_alert(fingerprint="aa"),
        wire_alert(fingerprint="bb", status="resolved", endsAt="2026-03-01T10:05:00Z"),
        notification_reason="some alerts resolved",
    ),
    "resolved": wire_group(wire_alert(status="resolved", endsAt="2026-03-01T10:05:00Z"), status="resolved"),
    "truncated-and-therefore-wrongly-resolved": wire_group(
        wire_alert(status="resolved", endsAt="2026-03-01T10:05:00Z"), status="resolved", truncatedAlerts=7
    ),
    "empty": wire_group() | {"alerts": []},
}
"""Self-made bodies in the shapes that Alertmanager 0.25 to 0.34 send."""


def recorded() -> list[Path]:
    """The recorded bodies, none when they are not on this machine."""
    return sorted(path for path in RECORDED.glob("*/*.json") if not path.name.endswith(".headers.json"))

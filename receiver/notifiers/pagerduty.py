"""PagerDuty Events v2: pages only when a person is needed, and says so when it is over.

Trigger: nothing was or could be done about a firing forecast of severity critical (held, failed, no effect, unverified,
blind). Resolve: it worked, was given back or cleared, after a trigger only. An action by itself is a change event, which pages
nobody, and so is a change of a forecast's mode.
Idempotence: `dedup_key` is the alert's fingerprint, so that a repeated trigger adds to the same incident.
https://developer.pagerduty.com/docs/events-api-v2-overview
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from receiver.clients.http import Http
from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered
from receiver.notifiers.routes import Routes

_SUMMARY_LIMIT = 1024
_SOURCE = "predictive-reliability-engine"
_PAGING_SEVERITIES = frozenset({"critical", "error"})


class PagerDuty:
    """Implements the port `Notifier`.

    Args:
        base_url: the Events API, or a region's.
        keys: routing key per route; read at sending, never stored with the message.
    """

    def __init__(self, base_url: str, keys: Routes, http: Http) -> None:
        self._base_url = base_url.rstrip("/")
        self._keys = keys
        self._http = http

    def render(self, event: Event) -> Rendered | None:
        if event.kind in (EventKind.ACTED, EventKind.MODE):
            return Rendered({"path": "/v2/change/enqueue", "body": {"payload": _change(event), "links": _links(event)}})
        if event.kind in OVER:
            return Rendered(_enqueue("resolve", event), Effect.CLOSES)
        if event.pages and event.severity in _PAGING_SEVERITIES:
            body = _enqueue("trigger", event, payload=_payload(event), links=_links(event))
            return Rendered(body, Effect.OPENS)
        return None

    def send(self, message: Mapping[str, Any], route: str) -> None:
        body = {"routing_key": self._keys.lookup(route), **message["body"]}
        self._http.post_json(self._base_url + message["path"], body)


def _enqueue(action: str, event: Event, **more: Any) -> dict[str, Any]:
    body = {"event_action": action, "dedup_key": f"forecast/{event.subject}", **more}
    return {"path": "/v2/enqueue", "body": body}


def _summary(event: Event) -> str:
    return f"{event.headline}: {event.detail}"[:_SUMMARY_LIMIT]


def _timestamp(event: Event) -> str:
    return datetime.fromtimestamp(event.at_s, UTC).isoformat(timespec="milliseconds")


def _payload(event: Event) -> dict[str, Any]:
    return {
        "summary": _summary(event),
        "source": event.facts.get("Where") or _SOURCE,
        "severity": event.severity,
        "timestamp": _timestamp(event),
        "custom_details": dict(event.facts),
    }


def _change(event: Event) -> dict[str, Any]:
    return {
        "summary": _summary(event),
        "source": _SOURCE,
        "timestamp": _timestamp(event),
        "custom_details": dict(event.facts),
    }


def _links(event: Event) -> list[dict[str, str]]:
    return [{"href": url, "text": name} for name, url in event.links.items()]

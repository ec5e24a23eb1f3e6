"""PagerDuty Events v2: pages only when a person is needed, and says so when it is over.

Trigger: nothing was or could be done about a firing forecast of severity critical (held, failed, no effect, unverified,
blind). Acknowledge: something is done now about what had paged. Resolve: it worked, was given back or cleared, after a trigger
only. An action by itself is a change event ("scaled 3→5"), which pages nobody, and
so is a change of a forecast's mode.
An incident that was acknowledged is not heard of when it is triggered again; so when what we did failed or had no effect, it
is resolved and triggered anew, and pages again.
In a storm the pages beyond the first ones are one incident per wave and route, which lists the most urgent; it is resolved
when all in it are over. A wave is what one digest opened (`receiver.store.waves`): somebody may have acknowledged what was
there before, and must hear of what came since. Change events are never folded.
Idempotence: `dedup_key` is the alert's fingerprint, so that a repeated trigger adds to the same incident; the calls of one
event go in order, and a step that runs again goes on after the last that was taken.
https://developer.pagerduty.com/docs/events-api-v2-overview
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from receiver.clients.http import Http
from receiver.domain.digest import Digest, Wave
from receiver.domain.event import IN_VAIN, OVER, Event, EventKind
from receiver.domain.message import Effect, Rendered, Sent
from receiver.domain.words import timestamp
from receiver.notifiers.document import document
from receiver.notifiers.routes import Routes
from receiver.notifiers.templating import Templates

KEY = "pagerduty-routing-key"
"""Name of the secret."""

_SUMMARY_LIMIT = 1024
_SOURCE = "predictive-reliability-engine"
_PAGING_SEVERITIES = frozenset({"critical", "error"})
_ENQUEUE, _CHANGE = "/v2/enqueue", "/v2/change/enqueue"

Post = dict[str, Any]


class PagerDuty:
    """Implements the port `Notifier`.

    Args:
        base_url: the Events API, or a region's.
        secrets: folder with a routing key per route; read at sending, never stored with the message.
    """

    def __init__(self, base_url: str, secrets: Path, http: Http, templates: Templates | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        self._keys = Routes(secrets, KEY)
        self._http = http
        self._templates = templates or Templates()

    def render(self, event: Event) -> Rendered | None:
        if event.kind is EventKind.MODE:
            return Rendered(_posts(event, self._change(event)))
        if event.kind is EventKind.ACTED:
            change = self._change(event)
            return Rendered(
                _posts(event, change), if_open=_posts(event, _enqueue("acknowledge", event.subject), change)
            )
        if event.kind in OVER:
            return Rendered(_posts(event, _enqueue("resolve", event.subject)), Effect.CLOSES, folds=True)
        if not (event.pages and event.severity in _PAGING_SEVERITIES):
            return None
        trigger = _enqueue("trigger", event.subject, payload=self._payload(event), links=_links(event))
        again = _posts(event, _enqueue("resolve", event.subject), trigger) if event.kind in IN_VAIN else None
        return Rendered(_posts(event, trigger), Effect.OPENS, if_open=again, folds=True)

    def digest(self, digest: Digest) -> Mapping[str, Any] | None:
        """An incident for each wave of the storm; it is over when nothing in it is open any more."""
        posts = [_wave(digest, wave) for wave in digest.waves]
        # Tried again, it may say something else, and is told from its first call on.
        return {"event": f"{digest.id}:{digest.at_s:.3f}", "posts": posts} if posts else None

    def reaches(self, route: str) -> bool:  # noqa: ARG002 (the port asks for it)
        return True

    def spacing_s(self, route: str) -> float:  # noqa: ARG002 (the port asks for it)
        return 0.0

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:
        done = sent.handle.get("done", 0) if sent.handle.get("event") == message["event"] else 0
        for number, post in enumerate(message["posts"][done:], start=done + 1):
            self._http.post_json(
                self._base_url + post["path"], {"routing_key": self._keys.lookup(route), **post["body"]}
            )
            if number < len(message["posts"]):
                sent.keep({"event": message["event"], "done": number})

    def _summary(self, event: Event) -> str:
        return self._templates.write("pagerduty.txt.j2", document(event))[:_SUMMARY_LIMIT] or event.kind.value

    def _payload(self, event: Event) -> dict[str, Any]:
        return {
            "summary": self._summary(event),
            "source": event.facts.get("Where") or _SOURCE,
            "severity": event.severity,
            "timestamp": timestamp(event.at_s),
            "custom_details": dict(event.facts),
        }

    def _change(self, event: Event) -> Post:
        payload = {
            "summary": self._summary(event),
            "source": _SOURCE,
            "timestamp": timestamp(event.at_s),
            "custom_details": dict(event.facts),
        }
        return {"path": _CHANGE, "body": {"payload": payload, "links": _links(event)}}


def _wave(digest: Digest, wave: Wave) -> Post:
    key = f"storm/{digest.storm}/{wave.number}" if wave.number else f"storm/{digest.storm}"
    if not wave.open:
        return _enqueue("resolve", key)
    need = "more since the last page" if wave.number else "forecasts at once need a person"
    payload = {
        "summary": f"{wave.open} {need}: {wave.counts}"[:_SUMMARY_LIMIT],
        "source": _SOURCE,
        "severity": "critical",
        "timestamp": timestamp(digest.at_s),
        "custom_details": {"Most urgent": wave.urgent},
    }
    links = [{"href": wave.link, "text": "Most urgent"}] if wave.link else []
    return _enqueue("trigger", key, payload=payload, links=links)


def _posts(event: Event, *posts: Post) -> dict[str, Any]:
    return {"event": event.id, "posts": list(posts)}


def _enqueue(action: str, subject: str, **more: Any) -> Post:
    return {"path": _ENQUEUE, "body": {"event_action": action, "dedup_key": f"forecast/{subject}", **more}}


def _links(event: Event) -> list[dict[str, str]]:
    return [{"href": url, "text": name} for name, url in event.links.items()]

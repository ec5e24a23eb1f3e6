"""A `Notifier` that remembers what it was given, and fails when told to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from receiver.domain.digest import DIGEST, Digest
from receiver.domain.event import Event, EventKind
from receiver.domain.message import Effect, Rendered, Sent


@dataclass
class RecordingNotifier:
    """Renders every event it takes to its kind, headline and detail.

    Attributes:
        takes: None = every kind of event.
        effects: what a kind of event does to the incident at the other end; nothing unless it is named here.
        events: rendered events, oldest first.
        sent: delivered (message, route) pairs, oldest first.
        failures: raised by the next sends, one each.
        render_failures: raised by the next renders, one each.
        leaves: handles that the next sends leave behind, one each.
        handles: what each send found, oldest first.
        folds: whether digests may tell what it tells.
        leads_to: routes that lead somewhere; None = every one.
        apart_s: least time between two messages on one route.
    """

    takes: frozenset[EventKind] | None = None
    effects: Mapping[EventKind, Effect] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    sent: list[tuple[Mapping[str, Any], str]] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    render_failures: list[BaseException] = field(default_factory=list)
    folds: bool = False
    leads_to: frozenset[str] | None = None
    apart_s: float = 0.0
    leaves: list[Mapping[str, Any]] = field(default_factory=list)
    handles: list[Mapping[str, Any]] = field(default_factory=list)

    def render(self, event: Event) -> Rendered | None:
        if self.render_failures:
            raise self.render_failures.pop(0)
        if self.takes is not None and event.kind not in self.takes:
            return None
        self.events.append(event)
        body = {"kind": event.kind.value, "headline": event.headline, "detail": event.detail}
        return Rendered(body, self.effects.get(event.kind, Effect.NONE), folds=self.folds)

    def digest(self, digest: Digest) -> Mapping[str, Any]:
        return {"kind": DIGEST, "headline": digest.headline, "detail": digest.counts}

    def reaches(self, route: str) -> bool:
        return route in self.leads_to if self.leads_to is not None else True

    def spacing_s(self, route: str) -> float:
        return self.apart_s

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:
        self.handles.append(sent.handle)
        if self.leaves:
            sent.keep(self.leaves.pop(0))
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append((message, route))

    def kinds(self) -> list[str]:
        """The kinds of the delivered messages, oldest first."""
        return [message["kind"] for message, _ in self.sent]

    def details(self, kind: str) -> list[str]:
        """The details of the delivered messages of one kind, oldest first."""
        return [message["detail"] for message, _ in self.sent if message["kind"] == kind]


@dataclass
class Kept:
    """What a conversation has come to: `sent` is what a notifier is given, `handles` what it wrote down, oldest first."""

    handles: list[Mapping[str, Any]] = field(default_factory=list)

    @property
    def sent(self) -> Sent:
        return Sent(self.handles[-1] if self.handles else {}, self.handles.append)


def thread(handle: Mapping[str, Any] | None = None) -> Kept:
    """A conversation in which nothing was said, or that left a handle."""
    return Kept([] if handle is None else [handle])

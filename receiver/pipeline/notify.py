"""Stage 4, notify: decide what of this look is worth telling, render it for each route, and store it to be sent.

Telling is at most once per thing (the event's key), storing is durable, sending is the worker's: a notifier that is down
delays messages, it never loses them and never holds up an action.
"""

from collections.abc import Mapping

import structlog

from receiver.domain.approval import Answer
from receiver.domain.decision import Ask, Hold
from receiver.domain.event import OVER, Event, EventKind
from receiver.domain.verdict import Verdict
from receiver.pipeline.messages import asked, event_for
from receiver.pipeline.page_link import with_page
from receiver.pipeline.work import Work
from receiver.ports import Notifier
from receiver.store import Letter, Outbox

log = structlog.get_logger()

_DEFAULT = "default"

_QUIET_HOLDS = frozenset({"running", "cooldown"})
"""Holds that follow from an action which was itself told."""


class Notify:
    """Fills the outbox.

    Args:
        external_url: where people reach the pages, None when nobody said.
    """

    name = "notify"

    def __init__(self, outbox: Outbox, notifiers: Mapping[str, Notifier], external_url: str | None = None) -> None:
        self._external_url = external_url
        self._outbox = outbox
        self._notifiers = notifiers

    def run(self, work: Work) -> Work:
        held = _event_of_hold(work)
        if held is not None and not self._verify_will_tell(work, held):
            self.tell(work, held)
        return work

    def tell(self, work: Work, event: Event) -> None:
        """Store an event for every route of the policy entry; of an unknown forecast, for every notifier's default.

        For all of them or for none, so that a crash cannot leave one that never hears what another has heard.
        """
        event = with_page(event, self._external_url)
        routes = work.entry.notify if work.entry else self.everywhere()
        if event.kind in OVER:
            routes = self._left_open(event, routes) | dict(routes)
        if self._outbox.put(event, self._letters(event, routes), work.claim):
            log.info("telling", kind=event.kind.value, headline=event.headline, detail=event.detail)

    def announce(self, event: Event, routes: Mapping[str, str]) -> None:
        """Store an event that belongs to no alert, for every route given."""
        event = with_page(event, self._external_url)
        if self._outbox.announce(event, self._letters(event, routes)):
            log.info("telling", kind=event.kind.value, headline=event.headline, detail=event.detail)

    def announced(self, prefix: str, since_s: float, but: str = "") -> int:
        """Count what was announced since then whose key begins like this, not counting the key `but`."""
        return self._outbox.announced(prefix, since_s, but)

    def everywhere(self) -> dict[str, str]:
        """Return the default route of every notifier that has one: for what belongs to no forecast of the policy."""
        return {name: _DEFAULT for name, notifier in self._notifiers.items() if notifier.reaches(_DEFAULT)}

    def _left_open(self, event: Event, routes: Mapping[str, str]) -> dict[str, str]:
        """Return where an incident was opened that the policy does not tell of any more: it must hear the end."""
        others = [name for name in self._notifiers if name not in routes]
        found = {name: self._outbox.opened_at(name, event.subject) for name in others}
        return {name: route for name, route in found.items() if route is not None}

    def told(self, work: Work) -> bool:
        """Tell whether people heard anything of this episode that they have not heard the end of."""
        return self._outbox.last_told(work.episode.id) not in (None, EventKind.CLEARED)

    def _verify_will_tell(self, work: Work, held: Event) -> bool:
        """After an action, what becomes of the forecast is for the verify stage to tell; a refuted one has receded."""
        if held.kind is EventKind.REFUTED:
            return self._outbox.told(work.episode.id, EventKind.ACTED)
        return self._outbox.last_told(work.episode.id) is EventKind.ACTED

    def _letters(self, event: Event, routes: Mapping[str, str]) -> list[Letter]:
        return [letter for name, route in routes.items() if (letter := self._letter(event, name, route)) is not None]

    def _letter(self, event: Event, name: str, route: str) -> Letter | None:
        notifier = self._notifiers.get(name)
        if notifier is None:
            log.warning("the policy names a notifier that is not configured", notifier=name, route=route)
            return None
        rendered = notifier.render(event)
        return None if rendered is None else Letter(name, route, rendered)


def _is_quiet(work: Work, hold: Hold) -> bool:
    """Tell whether a hold needs no message, or not yet.

    A forecast that is believed but not surely enough to act on, and one that there is no data to judge by, get their shortest
    window to become clear or to go away by themselves before anybody is paged about them.
    """
    unsure = hold.guard == "confidence"
    blind = work.assessment is not None and work.assessment.verdict is Verdict.INCONCLUSIVE
    if (unsure or blind) and work.speed is not None:
        return work.assessed_at_s - work.episode.first_seen_s < work.speed.shortest_window_s
    declined = work.approval is not None and work.approval.answer is Answer.DECLINED and hold.guard == "approval"
    return declined or hold.guard in _QUIET_HOLDS


def _event_of_hold(work: Work) -> Event | None:
    decision = work.decision
    if decision is None or decision.hold is None or _is_quiet(work, decision.hold):
        return None
    hold = decision.hold
    if isinstance(hold, Ask):  # at every look while the question waits: the first time might have been lost
        return asked(work, hold)
    if hold.guard != "verdict" or work.assessment is None:
        return event_for(work, EventKind.HELD, f"not acted: {hold.reason}", about=hold.guard)
    if work.assessment.verdict is Verdict.REFUTED:
        return event_for(work, EventKind.REFUTED, f"downgraded, {hold.reason}")
    return event_for(work, EventKind.BLIND, f"not acted: {hold.reason}", about=work.assessment.reason)

"""Slack's Block Kit: texts within its limits, buttons, and the line that says how far a forecast's life has come.

https://docs.slack.dev/reference/block-kit/blocks/
"""

from collections.abc import Iterable
from typing import Any

from receiver.domain.event import NEEDS_A_PERSON, Event, EventKind
from receiver.domain.words import clock_time
from receiver.notifiers.templating import slack_escaped

Block = dict[str, Any]

SECTION_LIMIT = 3000
_HEADER_LIMIT = 150
_MOST_STATES = 12
"""Of a life with more turns than that the newest are shown; all are in the thread."""

SIGNS = {
    EventKind.REFUTED: ":white_circle:",
    EventKind.HELD: ":warning:",
    EventKind.ASKED: ":raising_hand:",
    EventKind.ACTED: ":arrow_up:",
    EventKind.ACT_FAILED: ":x:",
    EventKind.WORKED: ":white_check_mark:",
    EventKind.SLOWED: ":snail:",
    EventKind.NO_EFFECT: ":x:",
    EventKind.UNVERIFIED: ":grey_question:",
    EventKind.GIVEN_BACK: ":arrow_down:",
    EventKind.KEPT: ":raised_hand:",
    EventKind.ADOPTED: ":baby:",
    EventKind.CLEARED: ":white_check_mark:",
    EventKind.BLIND: ":see_no_evil:",
    EventKind.MODE: ":control_knobs:",
}
_STATES = {
    EventKind.REFUTED: "downgraded",
    EventKind.ASKED: "approval asked",
    EventKind.ACT_FAILED: "refused",
    EventKind.WORKED: "verified",
    EventKind.CLEARED: "alert ended",
    EventKind.BLIND: "cannot be judged",
}
"""Where the kind's own name is not what people would say."""


def header(text: str) -> Block:
    """A heading; it takes no markup."""
    return {"type": "header", "text": {"type": "plain_text", "text": shortened(text, _HEADER_LIMIT)}}


def section(markup: str) -> Block:
    """A paragraph of text that is escaped already."""
    return {"type": "section", "text": _mrkdwn(shortened(markup, SECTION_LIMIT))}


def links(event: Event) -> list[Block]:
    """One paragraph with all links, none without."""
    written = " · ".join(f"<{url}|{slack_escaped(name)}>" for name, url in event.links.items())
    return [section(written)] if 0 < len(written) <= SECTION_LIMIT else []


def buttons(event: Event) -> list[Block]:
    """What can be answered with one press; the endpoint for it knows `approve`, `decline` and `silence`."""
    elements = []
    if event.approval_id:
        elements.append(_button("approve", "Approve", event.approval_id, "primary"))
        elements.append(_button("decline", "Decline", event.approval_id, "danger"))
    if event.kind in NEEDS_A_PERSON or event.kind is EventKind.ACTED:
        elements.append(_button("silence", "Silence", str(event.episode_id)))
    return [{"type": "actions", "elements": elements}] if elements else []


def life(states: Iterable[tuple[str, float]]) -> Block:
    """How far it has come: `predicted 02:58 UTC → acted 03:01 UTC`; states are kinds with seconds since the epoch."""
    written = [f"{_state(kind)} {clock_time(at_s)}" for kind, at_s in states]
    if len(written) > _MOST_STATES:
        written = [written[0], "…", *written[-_MOST_STATES:]]
    return {"type": "context", "elements": [_mrkdwn(" → ".join(written))]}


def shortened(text: str, limit: int) -> str:
    """Cut a text that is too long, and say so; an escape is never cut in two."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    start = head.rfind("&")
    return (head[:start] if start > limit - 6 and ";" not in head[start:] else head) + "…"


def _mrkdwn(markup: str) -> Block:
    """Verbatim: Slack would otherwise look for names of channels and people in what is told, which nobody wrote as such."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def _state(kind: str) -> str:
    known = {kind.value: words for kind, words in _STATES.items()}
    return known.get(kind, kind.replace("_", " "))


def _button(action: str, text: str, value: str, style: str = "") -> Block:
    made = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": text},
        "value": value,
    }
    return made | {"style": style} if style else made

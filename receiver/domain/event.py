"""What people are told: one event, many notifiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from receiver.domain.picture import ForecastPicture
from receiver.domain.target import Target


class EventKind(StrEnum):
    """The states of a forecast's life that are worth a message."""

    REFUTED = "refuted"
    HELD = "held"
    ASKED = "asked"
    ACTED = "acted"
    ACT_FAILED = "act_failed"
    WORKED = "worked"
    SLOWED = "slowed"
    NO_EFFECT = "no_effect"
    UNVERIFIED = "unverified"
    GIVEN_BACK = "given_back"
    KEPT = "kept"
    ADOPTED = "adopted"
    CLEARED = "cleared"
    BLIND = "blind"
    MODE = "mode"


NEEDS_A_PERSON = frozenset(
    {
        EventKind.HELD,
        EventKind.ASKED,
        EventKind.ACT_FAILED,
        EventKind.NO_EFFECT,
        EventKind.UNVERIFIED,
        EventKind.BLIND,
    }
)
"""Kinds that may page."""

OVER = frozenset({EventKind.WORKED, EventKind.GIVEN_BACK, EventKind.KEPT, EventKind.CLEARED})
"""Kinds that say it is over, for now."""

IN_VAIN = frozenset({EventKind.ACT_FAILED, EventKind.NO_EFFECT})
"""Kinds that say so of what was done about it: whoever left it to us by acknowledging it must hear of it again."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was forecast at that moment.

    Attributes:
        probability: of reaching the limit within the horizon, 0..1.
        horizon_s: how far ahead it looks, seconds.
        eta_lower_s: 10 % point of the time to the limit, seconds from `Event.at_s`; inf = does not cross.
        eta_s: 50 % point.
        eta_upper_s: 90 % point.
    """

    probability: float
    horizon_s: float
    eta_lower_s: float
    eta_s: float
    eta_upper_s: float


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell.

    Attributes:
        key: unique per thing told, so that a step that runs twice tells once.
        once: the key is unique for ever (a remediation's id is in it); otherwise until the episode is over or its forecast was
            refuted, and the same thing is told again when it comes back after that.
        episode_id: the alert episode it belongs to, 0 when it belongs to none.
        subject: stable id of the incident: the alert's fingerprint.
        kind: what happened.
        pages: a person is needed and the alert still fires; whether that pages is the notifier's decision, with the severity.
        severity: severity label of the alert.
        headline: one line, what runs out and when.
        detail: what was done or why not.
        facts: ordered name → value pairs for the message body.
        links: ordered name → URL pairs: the page of this, where people can reach it, and the alert's annotations.
        at_s: when it happened, seconds since the epoch.
        target: what was or would have been changed, None when it was not found out.
        first_seen_s: when the alert was first heard of, seconds since the epoch.
        forecast: name of the policy entry that the alert selects.
        where: the by-label values, as `shop/web-1`.
        outlook: None when it could not be judged.
        remediation_id: of the change that it is about, empty when there is none.
        approval_id: of the question that it asks, empty when it asks none.
        stop: how to stop or undo what is done, for people; empty when nothing is.
        picture: None when there is nothing to show.
    """

    key: str
    once: bool
    episode_id: int
    subject: str
    kind: EventKind
    pages: bool
    severity: str
    headline: str
    detail: str
    facts: Mapping[str, str]
    links: Mapping[str, str]
    at_s: float
    target: Target | None = None
    first_seen_s: float = 0.0
    forecast: str = ""
    where: str = ""
    outlook: Outlook | None = None
    remediation_id: str = ""
    approval_id: str = ""
    stop: str = ""
    picture: ForecastPicture | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """Unique for ever, for those who drop what they have seen: what is told again because it came back is no repetition."""
        return self.key if self.once else f"{self.key}:{self.at_s:.3f}"

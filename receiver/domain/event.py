"""What people are told: one event, many notifiers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class EventKind(StrEnum):
    """The states of a forecast's life that are worth a message."""

    REFUTED = "refuted"
    HELD = "held"
    ACTED = "acted"
    ACT_FAILED = "act_failed"
    WORKED = "worked"
    NO_EFFECT = "no_effect"
    UNVERIFIED = "unverified"
    GIVEN_BACK = "given_back"
    KEPT = "kept"
    CLEARED = "cleared"
    BLIND = "blind"


NEEDS_A_PERSON = frozenset(
    {EventKind.HELD, EventKind.ACT_FAILED, EventKind.NO_EFFECT, EventKind.UNVERIFIED, EventKind.BLIND}
)
"""Kinds that may page; whether they do is the notifier's decision together with the severity."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing to tell.

    Attributes:
        key: unique per thing told, so that a step that runs twice tells once.
        subject: stable id of the incident: the alert's fingerprint.
        kind: what happened.
        severity: severity label of the alert.
        headline: one line, what runs out and when.
        detail: what was done or why not.
        facts: ordered name → value pairs for the message body.
        links: ordered name → URL pairs, from the alert's annotations.
        at_s: when it happened, seconds since the epoch.
    """

    key: str
    subject: str
    kind: EventKind
    severity: str
    headline: str
    detail: str
    facts: Mapping[str, str]
    links: Mapping[str, str]
    at_s: float

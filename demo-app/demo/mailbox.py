"""Reads what arrived at the local Slack and PagerDuty, as a person would see it."""

from dataclasses import dataclass
from typing import Any

from rich.emoji import Emoji
from sinks import Delivery, Recorder


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as it arrived: `to` is `Slack` or `PagerDuty`."""

    to: str
    text: str


class Mailbox:
    """Hands out each accepted message once."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._read = 0

    def new(self) -> list[Arrived]:
        """Return what arrived since the last call."""
        accepted = self._recorder.accepted()
        fresh, self._read = accepted[self._read :], len(accepted)
        return [_arrived(delivery) for delivery in fresh]


def _arrived(delivery: Delivery) -> Arrived:
    body: dict[str, Any] = delivery.body
    if delivery.to in ("slack", "slack-api"):
        return Arrived("Slack", Emoji.replace(body.get("text", body.get("method", ""))))
    if delivery.to == "pagerduty-change":
        return Arrived("PagerDuty", f"change, pages nobody: {body['payload']['summary']}")
    summary = body.get("payload", {}).get("summary", body["dedup_key"])
    return Arrived("PagerDuty", f"{body['event_action']}: {summary}")

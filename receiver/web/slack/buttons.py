"""What a press does: an answer to a question is written down, a silence is asked of Alertmanager.

Approving is written down before Slack is answered, with who and when; nothing is carried out here: the worker looks at the
alert again and asks every guard. A silence is for exactly the labels of one alert, and ends by itself.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from receiver.clock import Clock
from receiver.domain.approval import Answer, Approval
from receiver.errors import PermanentError, TemporaryError
from receiver.ports import Silencer
from receiver.store import Approvals, Episodes
from receiver.web.slack.payload import Press

log = structlog.get_logger()

_VALUE = re.compile(r"[0-9a-z]{1,16}")
"""What the values of our buttons look like: ids of approvals, numbers of alerts."""
_ANSWERS = {"approve": Answer.APPROVED, "decline": Answer.DECLINED}
_SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said about a press.

    Attributes:
        text: one sentence.
        ends: ids of the buttons that are of no use any more; none when the press changed nothing, which concerns nobody else.
    """

    text: str
    ends: frozenset[str] = frozenset()


class Buttons:
    """Knows what each button means.

    Args:
        approvers: Slack ids of the people who may press; empty = everybody who sees the message.
        silencer: None = no Alertmanager is known.
        silence_s: how long a silence lasts.
    """

    def __init__(
        self,
        approvals: Approvals,
        episodes: Episodes,
        clock: Clock,
        approvers: frozenset[str] = frozenset(),
        silencer: Silencer | None = None,
        silence_s: float = 0.0,
    ) -> None:
        self._approvals = approvals
        self._episodes = episodes
        self._clock = clock
        self._approvers = approvers
        self._silencer = silencer
        self._silence_s = silence_s

    def press(self, press: Press) -> Callable[[], Reply] | None:
        """Write down what must not be lost; return what is left to do and to say, None when the button is none of ours.

        Raises:
            TemporaryError: the store failed; nothing was written down.
        """
        if press.action not in {*_ANSWERS, _SILENCE} or not _VALUE.fullmatch(press.value):
            return None
        log.warning("button pressed in Slack", action=press.action, value=press.value, by=press.by)
        if self._approvers and press.user_id not in self._approvers:
            return lambda: Reply("you are not one of those who may press this (RECEIVER_SLACK_APPROVERS)")
        if press.action == _SILENCE:
            return lambda: self._silence(press)
        answered = self._approvals.answer(press.value, _ANSWERS[press.action], press.by)
        reply = _answered(answered, press)
        return lambda: reply

    def _silence(self, press: Press) -> Reply:
        if self._silencer is None:
            return Reply("silencing from here is not configured (RECEIVER_ALERTMANAGER_URL)")
        try:
            return self._silenced(self._silencer, press)
        except (TemporaryError, PermanentError) as error:
            log.warning("not silenced", error=str(error), by=press.by)
            return Reply(f"not silenced: {error}")

    def _silenced(self, silencer: Silencer, press: Press) -> Reply:
        episode = self._episodes.find(int(press.value)) if press.value.isdecimal() else None
        if episode is None or not episode.open:
            return Reply("there is nothing to silence any more: the alert has ended")
        now_s = self._clock.now()
        comment = f"pressed in Slack by {press.by}, about alert {episode.id} of the receiver"
        made = silencer.silence(episode.alert.labels, now_s, now_s + self._silence_s, press.by, comment)
        log.warning("silenced", silence=made, fingerprint=episode.alert.fingerprint, by=press.by)
        ends = datetime.fromtimestamp(now_s + self._silence_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
        return Reply(f"<@{press.user_id}> silenced this alert until {ends} (silence {made})", frozenset({_SILENCE}))


def _answered(answered: Approval | str, press: Press) -> Reply:
    if isinstance(answered, str):
        return Reply(f"nothing was written down: {answered}")
    verb = "approved" if answered.answer is Answer.APPROVED else "declined"
    return Reply(f"<@{press.user_id}> {verb} {answered.id}: {answered.plan}", frozenset(_ANSWERS))


def message(press: Press, reply: Reply) -> dict[str, Any]:
    """Return what Slack shall make of the message: the same with the reply below it, or a word to the person alone."""
    if not reply.ends:
        return {"response_type": "ephemeral", "replace_original": False, "text": reply.text}
    kept = [block for one in press.blocks if (block := _without(one, reply.ends)) is not None]
    said = {"type": "context", "elements": [{"type": "mrkdwn", "text": reply.text}]}
    return {"replace_original": True, "text": press.text or reply.text, "blocks": [*kept[:49], said]}


def _without(block: Mapping[str, Any], ends: frozenset[str]) -> Mapping[str, Any] | None:
    if block.get("type") != "actions":
        return block
    left = [one for one in block.get("elements", []) if one.get("action_id") not in ends]
    return {**block, "elements": left} if left else None

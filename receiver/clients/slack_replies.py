"""Changes the message that a button was pressed in, through the address that Slack sent with the press.

The address is followed only when it is one of Slack's own for this: whoever could forge it would otherwise have the receiver
post anywhere in the cluster. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import re
from collections.abc import Mapping
from typing import Any

from receiver.clients.http import Http
from receiver.errors import PermanentError

_SLACKS = re.compile(r"https://hooks\.slack\.com/[A-Za-z0-9/_-]{1,300}")


class SlackReplies:
    """Implements the port `Replies`."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def reply(self, url: str, message: Mapping[str, Any]) -> None:
        if not _SLACKS.fullmatch(url):
            raise PermanentError("the press came without an address at hooks.slack.com to reply to")
        self._http.post_json(url, message)

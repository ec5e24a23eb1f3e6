"""The part of Slack's Web API that a bot needs to keep one message up to date, answer in its thread and add a picture there.

Errors are HTTP 200 with `ok: false`, as Slack's are. https://docs.slack.dev/apis/web-api/
"""

import hashlib
import itertools
import threading
from collections.abc import Callable
from typing import Any

from sinks import slack

TOKEN = "xoxb-0-local"  # noqa: S105 - well-formed, belongs to nobody
_FIRST_TS_S = 1_700_000_000

Answer = dict[str, Any]


class Workspace:
    """Channels with their messages, as they stand now.

    Attributes:
        messages: by channel id and `ts`; answers in threads hold the `thread_ts` that they belong to.
        files: content by file id, empty until it was uploaded.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self.messages: dict[tuple[str, str], dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}

    def call(self, method: str, token: str, asked: dict[str, Any], files_url: str) -> Answer:
        """Answer one call.

        Args:
            files_url: where files are to be uploaded to.
        """
        if not token.startswith("xoxb-"):
            return _no("invalid_auth")
        methods: dict[str, Callable[[], Answer]] = {
            "chat.postMessage": lambda: self._post(asked),
            "chat.update": lambda: self._update(asked),
            "files.getUploadURLExternal": lambda: self._upload_url(asked, files_url),
            "files.completeUploadExternal": lambda: self._complete(asked),
        }
        with self._lock:
            return methods[method]() if method in methods else _no("unknown_method")

    def uploaded(self, file_id: str, content: bytes) -> bool:
        """Take a file's content in; return whether it was announced."""
        with self._lock:
            known = file_id in self.files
            if known:
                self.files[file_id] = content
            return known

    def _post(self, asked: dict[str, Any]) -> Answer:
        channel = channel_id(asked.get("channel"))
        if channel is None:
            return _no("channel_not_found")
        if slack.problems(asked):
            return _no("invalid_blocks")
        if "thread_ts" in asked and (channel, asked["thread_ts"]) not in self.messages:
            return _no("thread_not_found")
        ts = f"{_FIRST_TS_S + next(self._numbers)}.000000"
        self.messages[channel, ts] = asked
        return {"ok": True, "channel": channel, "ts": ts}

    def _update(self, asked: dict[str, Any]) -> Answer:
        place = (asked.get("channel"), asked.get("ts"))
        if place not in self.messages:
            return _no("message_not_found")
        if slack.problems(asked):
            return _no("invalid_blocks")
        self.messages[place] |= {name: asked[name] for name in ("text", "blocks") if name in asked}
        return {"ok": True, "channel": place[0], "ts": place[1]}

    def _upload_url(self, asked: dict[str, Any], files_url: str) -> Answer:
        if not asked.get("filename") or int(asked.get("length", 0)) < 1:
            return _no("invalid_arguments")
        file_id = f"F{next(self._numbers):08d}"
        self.files[file_id] = b""
        return {"ok": True, "file_id": file_id, "upload_url": f"{files_url}/{file_id}"}

    def _complete(self, asked: dict[str, Any]) -> Answer:
        ids = [one.get("id") for one in asked.get("files", [])]
        if not ids or any(not self.files.get(one) for one in ids):
            return _no("file_not_found")
        if channel_id(asked.get("channel_id")) != asked.get("channel_id"):
            return _no("channel_not_found")
        return {"ok": True, "files": [{"id": one} for one in ids]}


def channel_id(channel: Any) -> str | None:
    """The id of a channel that is named by `#name` or by its id; None for what is neither."""
    if not isinstance(channel, str) or not channel:
        return None
    if channel.startswith("#"):
        return "C" + hashlib.sha256(channel.encode()).hexdigest()[:8].upper()
    return channel if channel.startswith("C") else None


def _no(error: str) -> Answer:
    return {"ok": False, "error": error}

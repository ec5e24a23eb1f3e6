"""E-mail: plain text and a small HTML page with the picture of the forecast in it.

The route is the addresses, separated by commas; they come from the policy. User and password of the mail server are secrets
(`smtp-username`, `smtp-password`), where it asks for any.
Idempotence: the Message-ID follows from the event, so that a mail that was sent twice is shown once by most readers; the mails
of one alert episode refer to the same one, so that they are a thread.
https://www.rfc-editor.org/rfc/rfc5322#section-3.6.4
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses
from pathlib import Path
from typing import Any

from receiver.clients.smtp import Smtp
from receiver.domain.digest import Digest
from receiver.domain.event import Event
from receiver.domain.message import Rendered, Sent
from receiver.errors import PermanentError, TemporaryError
from receiver.notifiers.document import document
from receiver.notifiers.drawing import carried, drawn, missing
from receiver.notifiers.templating import Templates

USER, PASSWORD = "smtp-username", "smtp-password"

_CID = "forecast"
_SUBJECT_LIMIT = 200
_DIGITS = 24


class Email:
    """Implements the port `Notifier`.

    Args:
        sender: address that mails come from.
        secrets: the folder.
    """

    def __init__(self, smtp: Smtp, sender: str, secrets: Path, templates: Templates | None = None) -> None:
        self._smtp = smtp
        self._sender = sender
        self._secrets = secrets
        self._templates = templates or Templates()

    def render(self, event: Event) -> Rendered:
        picture = None if missing() else carried(event)
        said = document(event) | {"picture_cid": None if picture is None else _CID}
        body = {
            "id": event.id,
            "thread": f"episode-{event.episode_id}" if event.episode_id else event.id,
            "at_s": event.at_s,
            "subject": _one_line(f"[{event.severity}] {event.headline}"),
            "text": self._templates.write("email.txt.j2", said),
            "html": self._templates.write("email.html.j2", said),
            "picture": picture,
        }
        return Rendered(body, folds=True)

    def digest(self, digest: Digest) -> Mapping[str, Any]:
        return {
            "id": digest.id,
            "thread": f"storm-{digest.storm}",
            "at_s": digest.at_s,
            "subject": _one_line(digest.headline),
            "text": "\n".join([digest.counts, "", *digest.urgent, "", digest.link]).strip(),
            "html": None,
            "picture": None,
        }

    def reaches(self, route: str) -> bool:
        return "@" in route

    def spacing_s(self, route: str) -> float:  # noqa: ARG002 (the port asks for it)
        return 0.0

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:  # noqa: ARG002 (the port asks for it)
        self._smtp.send(self._written(message, route), self._credentials())

    def _written(self, message: Mapping[str, Any], route: str) -> EmailMessage:
        written = EmailMessage()
        written["From"] = self._sender
        written["To"] = ", ".join(addresses(route))
        written["Subject"] = message["subject"]
        written["Date"] = format_datetime(datetime.fromtimestamp(message["at_s"], UTC))
        written["Message-ID"] = self._id(message["id"])
        written["References"] = written["In-Reply-To"] = self._id(message["thread"])
        written["Auto-Submitted"] = "auto-generated"
        written.set_content(message["text"])
        if message["html"] is not None:
            written.add_alternative(message["html"], subtype="html")
            self._draw(written, message["picture"])
        return written

    def _draw(self, written: EmailMessage, picture: Mapping[str, Any] | None) -> None:
        found = drawn(picture)
        if found is not None:
            html = written.get_payload()[-1]  # type: ignore[index]
            html.add_related(found[0], "image", "png", cid=f"<{_CID}>")  # type: ignore[union-attr]

    def _id(self, about: str) -> str:
        digits = hashlib.sha256(about.encode()).hexdigest()[:_DIGITS]
        return f"<{digits}@{self._sender.rpartition('@')[2].rstrip('>')}>"

    def _credentials(self) -> tuple[str, str] | None:
        user = self._secrets / USER
        if not user.exists():
            return None
        try:
            return user.read_text("utf-8").strip(), (self._secrets / PASSWORD).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise TemporaryError(f"{USER} or {PASSWORD} cannot be read: {type(error).__name__}") from error


def addresses(route: str) -> list[str]:
    """Read the addresses that a route is.

    Raises:
        PermanentError: there is none, or one is no address.
    """
    found = [address for _, address in getaddresses([route])]
    if not found or any(address.count("@") != 1 or set(address) & set(" \r\n") for address in found):
        raise PermanentError(f"the route {route!r} of the notifier email is no list of addresses")
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())[:_SUBJECT_LIMIT]

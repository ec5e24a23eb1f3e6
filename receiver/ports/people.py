"""The ways to tell people, and to hear their answers."""

from collections.abc import Mapping
from typing import Any, Protocol

from receiver.domain.digest import Digest
from receiver.domain.event import Event
from receiver.domain.message import Rendered, Sent


class Notifier(Protocol):
    """A way to tell people. Rendering is pure; what was rendered is stored before it is sent."""

    def render(self, event: Event) -> Rendered | None:
        """Return the message, None when this event is not for this notifier."""
        ...

    def digest(self, digest: Digest) -> Mapping[str, Any] | None:
        """Return a message about many incidents at once, None when there is nothing to tell; also for what never folds."""
        ...

    def reaches(self, route: str) -> bool:
        """Tell whether a route that nobody chose (`default`) leads anywhere; True where a secret may only be missing yet."""
        ...

    def spacing_s(self, route: str) -> float:
        """Return the least time between two messages on one route, seconds; 0 where nobody minds."""
        ...

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:
        """Deliver one rendered message.

        Args:
            sent: what earlier messages about the same episode left behind, and where to leave something for the next ones.

        Raises:
            TemporaryError: try again (with `retry_after_s` when the service said so).
            PermanentError: it will never be taken.
        """
        ...


class Silencer(Protocol):
    """Whoever can keep an alert from being told for a while."""

    def silence(self, labels: Mapping[str, str], starts_s: float, ends_s: float, by: str, comment: str) -> str:
        """Silence the alert with exactly these labels; return the silence's id.

        Args:
            starts_s: from when, seconds since the epoch.
            ends_s: until when.

        Raises:
            TemporaryError: try again. PermanentError: it will never be done.
        """
        ...


class Replies(Protocol):
    """A way to change a message in which somebody pressed a button."""

    def reply(self, url: str, message: Mapping[str, Any]) -> None:
        """Send what Slack shall make of the message to the address that came with the press.

        Raises:
            TemporaryError: it did not arrive. PermanentError: it is no address of Slack's, or refused.
        """
        ...

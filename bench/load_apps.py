"""The applications that bench/load.py compares, for gunicorn: the receiver's web side with its store, and with none."""

from collections.abc import Iterable

from flask import Flask

from receiver import bootstrap, settings
from receiver.clock import SystemClock
from receiver.domain.alert import Alert
from receiver.store import Inbox
from receiver.web.app import create_app
from receiver.web.auth import BearerTokens


class KeepsNothing(Inbox):
    """An inbox that has no disk; what is left is reading, checking and answering."""

    def __init__(self) -> None:
        """Open nothing."""

    def accept(self, alerts: Iterable[Alert]) -> None:
        """Forget them."""


def without_store() -> Flask:
    """The ceiling: the same server, the same application, nothing is stored."""
    return _app(KeepsNothing())


def with_store() -> Flask:
    """The same with the store, and nobody who works on what is stored."""
    return _app(bootstrap.open_stores(settings.load(), SystemClock()).inbox)


def _app(inbox: Inbox) -> Flask:
    configured = settings.load()
    return create_app(inbox, BearerTokens(configured.secrets_dir), configured.max_body_bytes, list, {})

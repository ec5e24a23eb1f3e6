"""The applications that bench/load.py compares, for gunicorn: the receiver's web side with its store, and with none."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from flask import Flask

from receiver import bootstrap, settings
from receiver.clients.http import Http
from receiver.clients.slack_replies import SlackReplies
from receiver.clock import SystemClock
from receiver.domain.alert import Alert
from receiver.policy import model
from receiver.store import Inbox, Stores
from receiver.web.app import Parts, create_app
from receiver.web.metrics import Watched
from receiver.web.slack.buttons import Buttons


class KeepsNothing(Inbox):
    """An inbox that has no disk; what is left is reading, checking and answering."""

    def __init__(self) -> None:
        """Open nothing."""

    def accept(self, alerts: Iterable[Alert]) -> None:
        """Forget them."""


def without_store() -> Flask:
    """The ceiling: the same server, the same application, nothing is stored."""
    return _app(lambda _: KeepsNothing())


def with_store() -> Flask:
    """The same with the store, and nobody who works on what is stored."""
    return _app(lambda stores: stores.inbox)


def _app(inbox: Callable[[Stores], Inbox]) -> Flask:
    configured, clock = settings.load(), SystemClock()
    stores = bootstrap.open_stores(configured, clock)
    policy = model.load(configured.policy_file)
    parts = Parts(
        stores=replace(stores, inbox=inbox(stores)),
        policy=policy,
        secrets=configured.secrets_dir,
        clock=clock,
        max_body_bytes=configured.max_body_bytes,
        obstacles=list,
        watched=Watched([], {}, {}, stores.pulses.read, policy.budgets),
        stopping=bool,
        buttons=Buttons(stores.approvals, stores.episodes, clock),
        replies=SlackReplies(Http("Slack")),
    )
    return create_app(parts)

"""Puts the whole process together: stores, worker, and the application in front of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from threading import Event

import structlog
from flask import Flask

from receiver.bootstrap.credentials import LEASE_KEY_STEM
from receiver.bootstrap.outside import Adapters, replies, silencer
from receiver.bootstrap.work import desks
from receiver.clients.secret_file import keys
from receiver.clock import Clock, SystemClock
from receiver.domain.lease import Seal
from receiver.pipeline.worker import Desk, Worker
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.settings import UNNAMED, Settings, StoreSettings
from receiver.store import Stores
from receiver.store.queue import CLAIM_S
from receiver.store.storms import Folding
from receiver.web import auth
from receiver.web.app import Parts, create_app, create_worker_app
from receiver.web.metrics import Watched
from receiver.web.slack.buttons import Buttons

log = structlog.get_logger()


@dataclass(frozen=True)
class Service:
    """A complete receiver: the application and the worker behind it."""

    app: Flask
    worker: Worker
    stores: Stores

    def stop(self, grace_s: float) -> None:
        """Let the desks finish what they are at within the grace period; what they cannot finish others take up at once.

        Raises:
            TemporaryError: the store failed; others take it up when its claims have ended.
        """
        self.worker.stop(grace_s)
        try:
            self.stores.release()
        finally:
            self.stores.database.close()


def open_stores(settings: StoreSettings, clock: Clock, claim_s: float = CLAIM_S) -> Stores:
    """Open the database that the settings name.

    Raises:
        ConfigError: it cannot be opened or migrated.
    """
    return Stores.open(
        settings.database_url,
        clock,
        max_backlog=settings.max_backlog,
        kill_switch_file=settings.kill_switch_file,
        claim_s=claim_s,
        folding=Folding(settings.storm_incidents, settings.storm_window_s),
    )


def build(
    settings: Settings,
    outside: Adapters | None,
    clock: Clock | None = None,
    stopping: Event | None = None,
    *,
    listens: bool = True,
) -> Service:
    """Put the service together; nothing runs yet.

    Args:
        outside: None for a process that only accepts.
        stopping: set as soon as the process is told to end: desks end then, while what was already asked is still answered.
        listens: False for a process that only works.

    Raises:
        ConfigError: policy or database are unusable.
    """
    clock, stopping = clock or SystemClock(), stopping or Event()
    policy = model.load(settings.policy_file)
    stores = open_stores(settings, clock, settings.claim_s)
    working = {} if outside is None else _taken_up(settings, policy, stores, outside, clock, stopping)
    worker = Worker(working, settings.poll_s, clock, stopping)
    obstacles = _obstacles(settings, worker, stopping, listens=listens)
    parts = [part for part, does in (("accepts", listens), ("works", outside is not None)) if does]
    watched = _watched(parts, stores, policy)
    if not listens:
        return Service(create_worker_app(obstacles, watched), worker, stores)
    answering = Parts(
        stores=stores,
        policy=policy,
        secrets=settings.secrets_dir,
        clock=clock,
        max_body_bytes=settings.max_body_bytes,
        obstacles=obstacles,
        watched=watched,
        stopping=stopping.is_set,
        buttons=_buttons(settings, stores, clock),
        replies=replies(settings),
    )
    return Service(create_app(answering), worker, stores)


def _taken_up(
    settings: Settings, policy: Policy, stores: Stores, outside: Adapters, clock: Clock, stopping: Event
) -> dict[str, Desk]:
    """The desks of a process that works, after what another one left behind was made free."""
    stores.take_up_again()
    if settings.instance == UNNAMED:
        log.warning("RECEIVER_INSTANCE is not set: another receiver in this cluster needs a name of its own")
    return desks(
        policy,
        stores,
        outside,
        clock,
        recalibrate=settings.recalibration == "on",
        stopping=stopping.is_set,
        seal=Seal(settings.instance, partial(keys, settings.secrets_dir, LEASE_KEY_STEM)),
        namespaces=[name for name in (settings.namespaces or "").split(",") if name],
        external_url=settings.external_url,
    )


def _obstacles(settings: Settings, worker: Worker, stopping: Event, *, listens: bool) -> Callable[[], list[str]]:
    """Return what looks for whatever stands in the way of being ready."""
    sender = auth.alertmanager(settings.secrets_dir)

    def obstacles() -> list[str]:
        if stopping.is_set():
            return ["it is stopping"]
        found = [] if worker.alive() else ["the worker does not run"]
        known = not listens or sender.configured()
        return found if known else [*found, "no alertmanager-token in the secrets folder"]

    return obstacles


def _watched(parts: Sequence[str], stores: Stores, policy: Policy) -> Watched:
    queues = {"episodes": stores.episodes.depth, "messages": stores.outbox.depth}
    dead = {"episodes": stores.episodes.dead_count, "messages": stores.outbox.dead_count}
    return Watched(parts, queues, dead, stores.pulses.read, policy.budgets)


def _buttons(settings: Settings, stores: Stores, clock: Clock) -> Buttons:
    approvers = frozenset(filter(None, settings.slack_approvers.split(",")))
    return Buttons(stores.approvals, stores.episodes, clock, approvers, silencer(settings), settings.silence_s)

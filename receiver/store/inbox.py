"""Accepts alerts durably: after `accept` returns, nothing that it was given can be lost.

Deduplicated per alert, never by body: two Alertmanager peers, repeats and re-sent groups all end in one open episode per
fingerprint. A firing alert whose newest episode is closed but ended after the alert began reopens that episode rather than
being dropped as late: a lagging peer's repeat costs one look at the data, a dropped alert could cost everything.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import TemporaryError
from receiver.store import queue
from receiver.store.engine import Database
from receiver.store.schema import episodes, quarantine
from receiver.store.shared_commit import SharedCommits

_QUARANTINE_ROWS = 1000
_QUARANTINE_BYTES = 65_536


class Inbox:
    """Accepts alerts; the web layer's only way into the store.

    Args:
        max_backlog: open episodes from which new alerts are refused; repeats and ends are still taken, because the backlog only
            shrinks when ends get in.
    """

    def __init__(self, database: Database, clock: Clock, max_backlog: int) -> None:
        self._database = database
        self._commits = SharedCommits(database)
        self._clock = clock
        self._max_backlog = max_backlog

    def accept(self, alerts: Iterable[Alert]) -> None:
        """Store all alerts or none.

        Raises:
            TemporaryError: backlog full or store failing; the sender must try again.
        """
        newest = {alert.fingerprint: alert for alert in alerts}
        if newest:
            self._commits.run(lambda connection: self._store(connection, newest))

    def quarantine(self, body: bytes, reason: str) -> None:
        """Keep (the beginning of) a body that can never succeed, for inspection; the oldest give way."""
        with self._database.transaction() as connection:
            row = {"received_s": self._clock.now(), "reason": reason, "body": body[:_QUARANTINE_BYTES]}
            connection.execute(insert(quarantine).values(**row))
            newest = select(quarantine.c.id).order_by(quarantine.c.id.desc()).limit(_QUARANTINE_ROWS)
            connection.execute(quarantine.delete().where(quarantine.c.id.not_in(newest)))

    def _store(self, connection: Connection, alerts: Mapping[str, Alert]) -> None:
        waiting = queue.depth(connection, episodes, _OPEN)
        now_s = self._clock.now()
        known = _newest_episodes(connection, list(alerts))
        new, changed = [], []
        for fingerprint, alert in alerts.items():
            episode = known.get(fingerprint)
            if episode is None or _is_new_life(alert, episode):
                new.append(_new_row(alert, now_s))
            elif episode.state == "open" or alert.status is AlertStatus.FIRING:
                changed.append(_changed_row(alert, episode, now_s))
        try:
            if new:
                connection.execute(insert(episodes), new)
            if changed:
                connection.execute(_UPDATE, changed)
        except IntegrityError as error:
            raise TemporaryError("another replica accepted the same alert at the same moment") from error
        if waiting >= self._max_backlog and queue.depth(connection, episodes, _OPEN) > waiting:
            raise TemporaryError(f"backlog full: {waiting} open episodes")


_OPEN = episodes.c.state == "open"
_UPDATE = update(episodes).where(episodes.c.id == bindparam("episode_id"))


def _is_new_life(alert: Alert, episode: Row[Any]) -> bool:
    over = episode.state != "open"
    return over and alert.status is AlertStatus.FIRING and alert.starts_at_s >= episode.ends_at_s


def _new_row(alert: Alert, now_s: float) -> dict[str, object]:
    resolved = alert.status is AlertStatus.RESOLVED
    return _columns(alert, now_s) | {
        "fingerprint": alert.fingerprint,
        "starts_at_s": alert.starts_at_s,
        "first_seen_s": now_s,
        "state": "closed" if resolved else "open",  # resolved before it was ever seen firing: nothing to do
        "due_s": now_s,
    }


def _changed_row(alert: Alert, episode: Row[Any], now_s: float) -> dict[str, object]:
    look_now = episode.state != "open" or alert.status is AlertStatus.RESOLVED
    return _columns(alert, now_s) | {
        "episode_id": episode.id,
        "state": "open",
        "due_s": now_s if look_now else episode.due_s,
        "attempts": 0 if look_now else episode.attempts,
    }


def _newest_episodes(connection: Connection, fingerprints: list[str]) -> dict[str, Row[Any]]:
    newest = (
        select(func.max(episodes.c.id)).where(episodes.c.fingerprint.in_(fingerprints)).group_by(episodes.c.fingerprint)
    )
    rows = connection.execute(select(episodes).where(episodes.c.id.in_(newest)))
    return {row.fingerprint: row for row in rows}


def _columns(alert: Alert, now_s: float) -> dict[str, object]:
    return {
        "status": alert.status.value,
        "labels": dict(alert.labels),
        "annotations": dict(alert.annotations),
        "ends_at_s": now_s if alert.status is AlertStatus.RESOLVED else None,
        "last_seen_s": now_s,
    }

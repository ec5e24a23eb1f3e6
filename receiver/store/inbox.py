"""Accepts alerts durably: after `accept` returns, nothing that it was given can be lost.

Deduplicated per alert, never by body: two Alertmanager peers, repeats and re-sent groups all end in one open episode per
fingerprint. A firing alert whose newest episode is closed but ended after the alert began reopens that episode rather than
being dropped as late: a lagging peer's repeat costs one look at the data, a dropped alert could cost everything. An
end is dropped when it ends nothing: an alert that nobody has seen firing, or an earlier life of one that fires again. What is
in the dead letter ends like any other: people were told of it, and hear that it is over.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import TemporaryError
from receiver.store.backlog import Backlog
from receiver.store.bulk import as_json, execute_many
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
        self._commits = SharedCommits(database, self._store)
        self._clock = clock
        self._backlog = Backlog(clock, max_backlog)

    def accept(self, alerts: Iterable[Alert]) -> None:
        """Store all alerts or none.

        Raises:
            TemporaryError: backlog full or store failing; the sender must try again.
        """
        newest = {alert.fingerprint: alert for alert in alerts}
        if newest:
            self._commits.run(newest)

    def quarantine(self, body: bytes, reason: str) -> None:
        """Keep (the beginning of) a body that can never succeed, for inspection; the oldest give way."""
        with self._database.transaction() as connection:
            row = {"received_s": self._clock.now(), "reason": reason, "body": body[:_QUARANTINE_BYTES]}
            connection.execute(insert(quarantine).values(**row))
            newest = select(quarantine.c.id).order_by(quarantine.c.id.desc()).limit(_QUARANTINE_ROWS)
            connection.execute(quarantine.delete().where(quarantine.c.id.not_in(newest)))

    def _store(self, connection: Connection, groups: Sequence[Mapping[str, Alert]]) -> None:
        """Several groups at once; of one alert in several of them the last word counts."""
        alerts = _last_words(groups)
        now_s = self._clock.now()
        known = _newest_episodes(connection, list(alerts))
        new, repeated, woken = [], [], []
        opened = 0
        for fingerprint, alert in alerts.items():
            episode = known.get(fingerprint)
            if _ends_nothing(alert, episode):
                continue
            if episode is None or _is_new_life(alert, episode):
                new.append(_new_row(alert, now_s))
                opened += 1
            elif episode.state != "open" or alert.status is AlertStatus.RESOLVED:
                woken.append(_told(alert, now_s) | _of(alert, episode) | _awake(now_s))
                opened += episode.state != "open" and alert.status is AlertStatus.FIRING
            else:
                repeated.append(_told(alert, now_s) | _of(alert, episode))
        self._backlog.make_room(connection, opened)
        try:
            execute_many(connection, _INSERT, new)
            execute_many(connection, _UPDATE, repeated)
            execute_many(connection, _UPDATE, woken)
        except IntegrityError as error:
            raise TemporaryError("another replica accepted the same alert at the same moment") from error


_INSERT = insert(episodes)
_UPDATE = update(episodes).where(episodes.c.id == bindparam("episode_id"))
_NEWEST = (
    select(episodes.c.id, episodes.c.fingerprint, episodes.c.state, episodes.c.starts_at_s, episodes.c.ends_at_s)
    .where(
        episodes.c.id.in_(
            select(func.max(episodes.c.id))
            .where(episodes.c.fingerprint.in_(bindparam("fingerprints", expanding=True)))
            .group_by(episodes.c.fingerprint)
        )
    )
    .order_by(episodes.c.id)  # so that two replicas never wait for each other
    .with_for_update(key_share=True)  # nobody may close what is about to be repeated
)


def _last_words(groups: Sequence[Mapping[str, Alert]]) -> dict[str, Alert]:
    last: dict[str, Alert] = {}
    for group in groups:
        for fingerprint, alert in group.items():
            if fingerprint not in last or not _ended_before(alert, last[fingerprint].starts_at_s):
                last[fingerprint] = alert
    return last


def _ends_nothing(alert: Alert, episode: Row[Any] | None) -> bool:
    if alert.status is AlertStatus.FIRING:
        return False
    return episode is None or episode.state == "closed" or _ended_before(alert, episode.starts_at_s)


def _ended_before(alert: Alert, starts_at_s: float) -> bool:
    """Tell whether an alert says the end of a life before the one that began then."""
    return alert.status is AlertStatus.RESOLVED and alert.ends_at_s is not None and alert.ends_at_s < starts_at_s


def _is_new_life(alert: Alert, episode: Row[Any]) -> bool:
    over = episode.state != "open"
    return over and alert.status is AlertStatus.FIRING and alert.starts_at_s >= episode.ends_at_s


def _new_row(alert: Alert, now_s: float) -> dict[str, object]:
    return _told(alert, now_s) | {
        "fingerprint": alert.fingerprint,
        "labels": as_json(alert.labels),  # never changed later: the fingerprint is their hash
        "starts_at_s": alert.starts_at_s,
        "first_seen_s": now_s,
        "state": "open",
        "due_s": now_s,
    }


def _of(alert: Alert, episode: Row[Any]) -> dict[str, object]:
    """An episode may be told of with a later beginning: ends before that one are not its own any more."""
    firing = alert.status is AlertStatus.FIRING
    began_s = max(alert.starts_at_s, episode.starts_at_s) if firing else episode.starts_at_s
    return {"episode_id": episode.id, "starts_at_s": began_s}


def _awake(now_s: float) -> dict[str, object]:
    return {"state": "open", "attempts": 0, "interruptions": 0, "failing_since_s": None, "due_s": now_s}


def _newest_episodes(connection: Connection, fingerprints: list[str]) -> dict[str, Row[Any]]:
    rows: Iterable[Row[Any]] = connection.execute(_NEWEST, {"fingerprints": fingerprints})
    return {row.fingerprint: row for row in rows}


def _told(alert: Alert, now_s: float) -> dict[str, object]:
    return {
        "status": alert.status.value,
        "annotations": as_json(alert.annotations),
        "ends_at_s": now_s if alert.status is AlertStatus.RESOLVED else None,
        "last_seen_s": now_s,
    }

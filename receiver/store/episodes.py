"""The queue of alert episodes that the worker looks at, and the record of every look."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from receiver.clock import Clock
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.decision import Decision
from receiver.domain.episode import Episode
from receiver.domain.target import Target
from receiver.domain.verdict import Assessment, Verdict
from receiver.forecast.question import Question
from receiver.store import questions, queue
from receiver.store.engine import Database
from receiver.store.schema import episodes, evaluations

_OPEN = episodes.c.state == "open"


class Episodes:
    """Open episodes, claimed by the worker."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def claim(self) -> Episode | None:
        """Lease the episode that is due longest, None when none is."""
        with self._database.transaction() as connection:
            row = queue.claim(connection, episodes, _OPEN, self._clock.now())
        return None if row is None else _episode(row)

    def claim_many(self, most: int) -> list[Episode]:
        """Lease the episodes that are due longest, at most so many."""
        with self._database.transaction() as connection:
            return [_episode(row) for row in queue.claim_many(connection, episodes, _OPEN, self._clock.now(), most)]

    def release(self, unfinished: Sequence[Episode]) -> None:
        """End the claims on episodes that were not looked at after all."""
        with self._database.transaction() as connection:
            queue.release(connection, episodes, [episode.id for episode in unfinished])

    def get(self, episode_id: int) -> Episode:
        """Return an episode whatever its state."""
        with self._database.transaction() as connection:
            return _episode(connection.execute(select(episodes).where(episodes.c.id == episode_id)).one())

    def look_again(self, episode: Episode, after_s: float) -> None:
        """Release an episode to be looked at again."""
        with self._database.transaction() as connection:
            queue.put_back(connection, episodes, episode.id, self._clock.now() + after_s)

    def retry(self, episode: Episode, error: str, retry_after_s: float | None) -> None:
        """Release an episode whose processing failed, to be tried again after a growing wait."""
        due_s = self._clock.now() + queue.backoff_s(episode.attempts + 1, retry_after_s)
        with self._database.transaction() as connection:
            queue.put_back_failed(connection, episodes, episode.id, due_s, error)

    def close(self, episode: Episode, state: str = "closed", error: str = "") -> None:
        """End an episode, unless the alert came back while it was worked on; `state` is closed or dead."""
        ends_at_s = func.coalesce(episodes.c.ends_at_s, self._clock.now())
        ended = {"state": state, "claimed_until_s": 0.0, "last_error": error, "ends_at_s": ends_at_s}
        with self._database.transaction() as connection:
            same = (episodes.c.id == episode.id) & (episodes.c.status == episode.alert.status.value)
            connection.execute(update(episodes).where(same).values(**ended))

    def record(
        self,
        episode: Episode,
        assessment: Assessment,
        decision: Decision,
        catalog_hash: str,
        question: Question | None = None,
        situation: dict[str, Any] | None = None,
    ) -> None:
        """Keep what was asked, seen and decided, whenever it is not what was decided at the last look."""
        plan, hold = decision.plan, decision.hold
        decided = {
            "verdict": assessment.verdict.value,
            "target": str(plan.target) if plan else None,
            "plan": str(plan) if plan else None,
            "held_by": hold.guard if hold else None,
        }
        row = decided | {
            "episode_id": episode.id,
            "at_s": self._clock.now(),
            "catalog_hash": catalog_hash,
            "assessment": _jsonable(asdict(assessment)),
            "reason": hold.reason if hold else "",
            "situation": situation,
        }
        with self._database.transaction() as connection:
            last = connection.execute(
                select(evaluations)
                .where(evaluations.c.episode_id == episode.id)
                .order_by(evaluations.c.id.desc())
                .limit(1)
            ).first()
            if last is None or any(last._mapping[name] != value for name, value in decided.items()):
                new = connection.execute(insert(evaluations).values(**row).returning(evaluations.c.id)).scalar_one()
                if question is not None:
                    questions.keep(connection, new, question)

    def confirmed_elsewhere(self, target: Target, episode_id: int) -> bool:
        """Tell whether another open episode's newest look confirms a forecast that would act on the same target."""
        newest = select(func.max(evaluations.c.id)).group_by(evaluations.c.episode_id)
        others = (
            select(evaluations.c.id)
            .join(episodes, episodes.c.id == evaluations.c.episode_id)
            .where(_OPEN, episodes.c.id != episode_id, evaluations.c.id.in_(newest))
            .where(evaluations.c.target == str(target), evaluations.c.verdict == Verdict.CONFIRMED.value)
        )
        with self._database.transaction() as connection:
            return connection.execute(others.limit(1)).first() is not None

    def depth(self) -> int:
        """Count the open episodes."""
        with self._database.transaction() as connection:
            return queue.depth(connection, episodes, _OPEN)


def _episode(row: Row[Any]) -> Episode:
    alert = Alert(
        fingerprint=row.fingerprint,
        status=AlertStatus(row.status),
        labels=row.labels,
        annotations=row.annotations,
        starts_at_s=row.starts_at_s,
    )
    return Episode(
        id=row.id,
        alert=alert,
        first_seen_s=row.first_seen_s,
        last_seen_s=row.last_seen_s,
        attempts=row.attempts,
        open=row.state == "open",
    )


def _jsonable(values: dict[str, object]) -> dict[str, object]:
    """JSON has no infinity and no NaN; as text both stay readable and are accepted by every JSON column."""
    text = json.dumps(values, default=str)
    parsed: dict[str, object] = json.loads(text, parse_constant=str)
    return parsed

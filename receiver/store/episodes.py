"""The queue of alert episodes that the worker looks at, and the record of every look."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.alert import Alert, AlertStatus
from receiver.domain.claim import Claim
from receiver.domain.dead_letter import NOT_DEAD, DeadLetter
from receiver.domain.decision import Decision
from receiver.domain.episode import Episode
from receiver.domain.target import Target
from receiver.domain.verdict import Assessment, Verdict
from receiver.forecast.question import Question
from receiver.store import questions, queue
from receiver.store.dead_letters import DeadLetters
from receiver.store.engine import Database
from receiver.store.queue import Queue, Terms
from receiver.store.schema import episodes, evaluations

_OPEN = episodes.c.state == "open"


class Episodes:
    """Open episodes, claimed by the worker."""

    def __init__(self, database: Database, clock: Clock, terms: Terms) -> None:
        self._database = database
        self._clock = clock
        self._queue = Queue(database, clock, episodes, _OPEN, terms)
        self._dead = DeadLetters(database, clock, episodes)

    def claim(self) -> Episode | None:
        """Claim the episode that is due longest, None when none is."""
        claimed = self._queue.claim()
        return None if claimed is None else _episode(*claimed)

    def renew(self, episode: Episode) -> Episode:
        """Make sure that there is time left for one more step.

        Raises:
            ClaimLostError: somebody else works on it by now.
        """
        return replace(episode, claim=self._queue.renew(held(episode)))

    def claim_many(self, most: int) -> list[Episode]:
        """Claim the episodes that are due longest, at most so many."""
        return [_episode(*claimed) for claimed in self._queue.claim_many(most)]

    def release(self, unfinished: Sequence[Episode]) -> None:
        """End the claims on episodes that were not looked at after all."""
        self._queue.give_up([held(episode) for episode in unfinished])

    def find(self, episode_id: int) -> Episode | None:
        """Return an episode whatever its state, None when there is none of this number (any more)."""
        with self._database.reading() as connection:
            row = connection.execute(select(episodes).where(episodes.c.id == episode_id)).first()
        return None if row is None else _episode(row)

    def get(self, episode_id: int) -> Episode:
        """Return an episode whatever its state, to look at."""
        with self._database.reading() as connection:
            return _episode(connection.execute(select(episodes).where(episodes.c.id == episode_id)).one())

    def look_again(self, episode: Episode, after_s: float) -> None:
        """Release an episode to be looked at again, at once if the alert has changed meanwhile."""
        now_s = self._clock.now()
        due_s = case((_unchanged(episode), now_s + after_s), else_=now_s)
        with self._database.transaction() as connection:
            self._queue.put_back(connection, held(episode), due_s)

    def retry(self, episode: Episode, error: str, retry_after_s: float | None) -> None:
        """Release an episode whose processing failed, to be tried again after a growing wait."""
        self._queue.put_back_failed(held(episode), episode.attempts + 1, error, retry_after_s)

    def close(self, episode: Episode, state: str = "closed", error: str = "") -> None:
        """End an episode, unless the alert came back while it was worked on; `state` is closed or dead."""
        now_s = self._clock.now()
        ends_at_s = func.coalesce(episodes.c.ends_at_s, now_s)
        ended = {"state": state, "last_error": error, "ends_at_s": ends_at_s}
        with self._database.transaction() as connection:
            queue.check(connection, held(episode))
            alert_is = connection.execute(select(_unchanged(episode)).where(episodes.c.id == episode.id)).scalar_one()
            values = ended if alert_is else {"due_s": now_s}
            self._queue.write_back(connection, held(episode), **values)

    def dead(self) -> list[DeadLetter]:
        """List the episodes that nobody works on any more, oldest first."""
        return self._dead.all(lambda row: f"{row.labels.get('forecast', '')} {row.fingerprint}")

    def dead_count(self) -> int:
        """Count them."""
        return self._dead.count()

    def retry_dead(self, episode_id: int) -> str:
        """Take an episode out of the dead letter; return why not, empty when it was."""
        try:
            return "" if self._dead.retry(episode_id, state="open", ends_at_s=None) else NOT_DEAD
        except IntegrityError:
            return "its alert came back since"

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
        look = _look(assessment, decided, question.now_s if question else self._clock.now(), self._clock.now())
        with self._database.transaction() as connection:
            queue.check(connection, held(episode))
            connection.execute(update(episodes).where(episodes.c.id == episode.id).values(**look))
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
        its = evaluations.alias("its")
        # Asked for each open episode by itself: what is on record of those that are over is not read.
        newest = select(func.max(its.c.id)).where(its.c.episode_id == episodes.c.id).scalar_subquery()
        others = (
            select(evaluations.c.id)
            .join(episodes, episodes.c.id == evaluations.c.episode_id)
            .where(_OPEN, episodes.c.id != episode_id, evaluations.c.id == newest)
            .where(evaluations.c.target == str(target), evaluations.c.verdict == Verdict.CONFIRMED.value)
        )
        with self._database.reading() as connection:
            return connection.execute(others.limit(1)).first() is not None

    def depth(self) -> int:
        """Count the open episodes."""
        return self._queue.depth()


def held(episode: Episode) -> Claim:
    """Return the claim on an episode, without which nothing is written on its behalf."""
    if episode.claim is None:
        raise AssertionError("only a claimed episode is written")
    return episode.claim


def _unchanged(episode: Episode) -> ColumnElement[bool]:
    return episodes.c.status == episode.alert.status.value


def _episode(row: Row[Any], claim: Claim | None = None) -> Episode:
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
        claim=claim,
    )


def _look(assessment: Assessment, decided: dict[str, str | None], now_s: float, looked_at_s: float) -> dict[str, Any]:
    """The newest look as it stands in the list of live forecasts; `now_s` is what times of arrival count from."""
    etas_s = (assessment.eta_lower_s, assessment.eta_s, assessment.eta_upper_s)
    arrivals = [now_s + eta_s if math.isfinite(eta_s) else None for eta_s in etas_s]
    known = assessment.verdict is not Verdict.INCONCLUSIVE
    return {
        "looked_at_s": looked_at_s,
        "verdict": decided["verdict"],
        "probability": assessment.probability if known else None,
        **dict(zip(("runs_out_from_s", "runs_out_at_s", "runs_out_to_s"), arrivals, strict=True)),
        "held_by": decided["held_by"],
        "plan": decided["plan"],
    }


def _jsonable(values: dict[str, object]) -> dict[str, object]:
    """JSON has no infinity and no NaN; as text both stay readable and are accepted by every JSON column."""
    text = json.dumps(values, default=str)
    parsed: dict[str, object] = json.loads(text, parse_constant=str)
    return parsed

"""Loans that an earlier database knew and this one does not, taken on from what stands on the objects.

An adopted loan belongs to an episode that is over: its alert is only known by its labels, which is enough to ask the forecast.
"""

from collections.abc import Mapping

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from receiver import conventions
from receiver.clock import Clock
from receiver.domain.alert import AlertStatus
from receiver.domain.decision import Plan
from receiver.domain.lent import Lent
from receiver.domain.remediation import Outcome, State
from receiver.domain.target import Target
from receiver.store import plans
from receiver.store.engine import Database
from receiver.store.remediation_row import OPEN
from receiver.store.schema import episodes, remediations


class Adoptions:
    """Takes loans on."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def knows(self, remediation_id: str) -> bool:
        """Tell whether a remediation is on record, whatever its state."""
        same = select(remediations.c.id).where(remediations.c.id == remediation_id)
        with self._database.reading() as connection:
            return connection.execute(same).first() is not None

    def stands(self, target: Target) -> bool:
        """Tell whether anything that was done to a target is on record and not over."""
        same = select(remediations.c.id).where(remediations.c.target == str(target), OPEN)
        with self._database.reading() as connection:
            return connection.execute(same.limit(1)).first() is not None

    def adopt(self, lent: Lent, plan: Plan, lease_until_s: float) -> bool:
        """Write a loan down as one of ours, once; return whether that is news (another replica may have been first).

        Nothing is known of its effect, so it is inconclusive; data was never seen, so without any it ends with its lease.
        """
        now_s = self._clock.now()
        row = {
            "id": lent.id,
            "forecast": lent.forecast,
            "labels": dict(lent.labels),
            **plans.as_values(plan),
            "state": State.LEASED,
            "outcome": Outcome.INCONCLUSIVE,
            "created_at_s": now_s,
            "acted_at_s": now_s,
            "lease_until_s": lease_until_s,
            "seen_at_s": 0.0,
            "note": "adopted from the annotation on the object",
            "due_s": max(lease_until_s, now_s),
        }
        try:
            with self._database.transaction() as connection:
                made = insert(episodes).values(**self._episode(lent, now_s)).returning(episodes.c.id)
                episode_id = connection.execute(made).scalar_one()
                connection.execute(insert(remediations).values(**row, episode_id=episode_id))
        except IntegrityError:
            return False
        return True

    def _episode(self, lent: Lent, now_s: float) -> Mapping[str, object]:
        return {
            "fingerprint": f"lease-{lent.id}",
            "status": AlertStatus.RESOLVED.value,
            "labels": {**lent.labels, conventions.LABEL_FORECAST: lent.forecast},
            "annotations": {},
            "starts_at_s": now_s,
            "ends_at_s": now_s,
            "first_seen_s": now_s,
            "last_seen_s": now_s,
            "state": "closed",
            "due_s": now_s,
        }

"""The picture of a recorded look at an alert, from what it was asked and what was concluded then.

A countdown has none: it is one straight line, with nothing uncertain to see.
"""

from sqlalchemy import ColumnElement, select

from receiver.domain.picture import ForecastPicture
from receiver.policy import record
from receiver.store.engine import Database
from receiver.store.questions import unpack
from receiver.store.schema import evaluations, questions, remediations


class Pictures:
    """Finds what a picture shows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_evaluation(self, evaluation_id: int) -> ForecastPicture | None:
        """Return the picture of one evaluation; None of a countdown, and when samples or situation are not kept (any more).

        Raises:
            ConfigError: it was recorded by a version that knew another situation.
        """
        return self._newest(evaluations.c.id == evaluation_id)

    def of_episode(self, episode_id: int) -> ForecastPicture | None:
        """Return the picture of the newest evaluation of an episode that has one; raises as `of_evaluation` does."""
        return self._newest(evaluations.c.episode_id == episode_id)

    def _newest(self, which: ColumnElement[bool]) -> ForecastPicture | None:
        found = (
            select(evaluations.c.episode_id, evaluations.c.situation, questions.c.series)
            .join(questions, questions.c.evaluation_id == evaluations.c.id)
            .where(which)
            .order_by(evaluations.c.id.desc())
            .limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(found).first()
            if row is None or row.situation is None:
                return None
            acted = select(remediations.c.acted_at_s).where(remediations.c.episode_id == row.episode_id)
            acted = acted.where(remediations.c.acted_at_s.is_not(None)).order_by(remediations.c.acted_at_s.desc())
            acted_at_s = connection.execute(acted.limit(1)).scalar()
        situation = record.from_json(row.situation)
        if situation.entry.counts_down:
            return None
        return ForecastPicture.of(unpack(row.series), situation.assessment, acted_at_s=acted_at_s)

"""Probabilities on record and what came of them: the evidence that recalibration rests on.

Not every look is put on record. An alert is looked at every minute, and looks that follow one another ask about the same
future: a quarter of the horizon apart, four of them weigh as much as one. The first look at an alert weighs a whole one.
The first look that is believed after others that were not is kept as well: it is when people were told.
Looks are at the same alert when forecast, severity and series are the same: the fingerprint is the sender's word.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, exists, false, func, insert, or_, select, update

from receiver.clock import Clock
from receiver.domain.breach import series_id
from receiver.domain.episode import Episode
from receiver.domain.prediction import SPACING, Came, Prediction
from receiver.store import portions
from receiver.store.engine import Database
from receiver.store.schema import evaluations, predictions, remediations

_PENDING = predictions.c.came == Came.PENDING


class Predictions:
    """The track record."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def put(
        self,
        episode: Episode,
        *,
        series: Mapping[str, str],
        at_s: float,
        horizon_s: float,
        raw_probability: float,
        probability: float,
        believed: bool,
        look_after_s: float,
    ) -> bool:
        """Put a probability on record unless it says little new; return whether it was.

        Args:
            series: label values that identify the series that was looked at.
            at_s: when it was stated, seconds since the epoch.
            believed: whether people were told; the first such look is put on record however soon it comes.
            look_after_s: how long after its horizon the outcome can be read.
        """
        alert = episode.alert
        about = _about(alert.forecast, alert.severity, series)
        row = {
            "episode_id": episode.id,
            "about": about,
            "forecast": alert.forecast,
            "severity": alert.severity,
            "labels": dict(alert.labels),
            "assessed_at_s": at_s,
            "horizon_s": horizon_s,
            "raw_probability": raw_probability,
            "probability": probability,
            "believed": believed,
            "series": series_id(alert.forecast, series),
            "came": Came.PENDING,
            "due_s": at_s + horizon_s + look_after_s,
        }
        with self._database.transaction() as connection:
            since_s = at_s - _last(connection, predictions.c.about == about)
            if since_s < SPACING * horizon_s:
                told_s = _last(connection, (predictions.c.about == about) & predictions.c.believed)
                if not believed or at_s - told_s < SPACING * horizon_s:
                    return False
            connection.execute(insert(predictions).values(**row, weight=min(since_s / horizon_s, 1.0)))
        return True

    def due(self, most: int) -> list[Prediction]:
        """Return predictions whose outcome can be read, longest due first."""
        query = select(predictions).where(_PENDING, predictions.c.due_s <= self._clock.now())
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(predictions.c.due_s, predictions.c.id).limit(most)).all()
        return [prediction_of(row) for row in rows]

    def acted_meanwhile_s(self, prediction: Prediction) -> float | None:
        """Return when a change of ours began that was on loan within the horizon, None when there was none.

        Ours is what this episode asked for, and what was done to the target that its looks named. Where they named none (they
        were held before the workload was asked for), it may be any target in the alert's namespace.
        """
        named = select(evaluations.c.target).where(
            evaluations.c.episode_id == prediction.episode_id, evaluations.c.target.is_not(None)
        )
        namespace = prediction.labels.get("namespace")
        nearby = remediations.c.target.contains(f"/{namespace}/", autoescape=True) if namespace else false()
        touching = or_(
            remediations.c.episode_id == prediction.episode_id,
            remediations.c.target.in_(named),
            and_(~exists(named), nearby),
        )
        within = (remediations.c.acted_at_s <= prediction.over_at_s) & (
            remediations.c.lease_until_s >= prediction.assessed_at_s
        )
        with self._database.reading() as connection:
            first: float | None = connection.execute(
                select(func.min(remediations.c.acted_at_s)).where(touching, within)
            ).scalar_one()
        return first

    def settle(self, prediction: Prediction, came: Came, crossed_at_s: float | None = None) -> bool:
        """Write down what came of it and when; return whether that is news (another replica may have been first)."""
        same = (predictions.c.id == prediction.id) & _PENDING
        values = {"came": came, "settled_s": self._clock.now(), "crossed_at_s": crossed_at_s}
        with self._database.transaction() as connection:
            return connection.execute(update(predictions).where(same).values(**values)).rowcount == 1

    def later(self, waiting: Sequence[Prediction], after_s: float) -> None:
        """Look again after some time; the data could not be read now."""
        same = predictions.c.id.in_([one.id for one in waiting]) & _PENDING
        with self._database.transaction() as connection:
            connection.execute(update(predictions).where(same).values(due_s=self._clock.now() + after_s))

    def settled(self, forecast: str, severity: str, most: int) -> list[Prediction]:
        """Return the newest predictions of one alert of a forecast that crossed or stayed."""
        same = (predictions.c.forecast == forecast) & (predictions.c.severity == severity)
        told = predictions.c.came.in_([Came.CROSSED, Came.STAYED])
        query = select(predictions).where(same, told).order_by(predictions.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [prediction_of(row) for row in connection.execute(query)]

    def counts(self) -> dict[tuple[str, str], dict[Came, int]]:
        """Count the predictions on record by forecast, severity and what came."""
        kind = (predictions.c.forecast, predictions.c.severity, predictions.c.came)
        query = select(*kind, func.count()).group_by(*kind).order_by(*kind)
        found: dict[tuple[str, str], dict[Came, int]] = {}
        with self._database.reading() as connection:
            for forecast, severity, came, count in connection.execute(query):
                found.setdefault((forecast, severity), {})[Came(came)] = count
        return found

    def settled_since(self, since_s: float) -> list[str]:
        """Name the forecasts of which a prediction was settled since then."""
        # Not DISTINCT in SQL: for its sake SQLite would read all that is on record, in the order of the forecasts.
        query = select(predictions.c.forecast).where(predictions.c.settled_s >= since_s)
        with self._database.reading() as connection:
            return sorted(set(connection.execute(query).scalars()))

    def forget(self, before_s: float) -> int:
        """Delete what was stated before `before_s`; return how many."""
        return portions.forget(self._database, predictions, predictions.c.assessed_at_s < before_s)


def _about(forecast: str, severity: str, series: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps([forecast, severity, sorted(series.items())]).encode()).hexdigest()


def _last(connection: Connection, which: ColumnElement[bool]) -> float:
    newest = select(func.max(predictions.c.assessed_at_s)).where(which)
    return float(connection.execute(newest).scalar_one() or 0.0)


def prediction_of(row: Row[Any], labels: Mapping[str, str] | None = None) -> Prediction:
    """Read a row; `labels` stand in for its own, where they were not asked for."""
    return Prediction(
        id=row.id,
        episode_id=row.episode_id,
        forecast=row.forecast,
        severity=row.severity,
        labels=row.labels if labels is None else labels,
        assessed_at_s=row.assessed_at_s,
        horizon_s=row.horizon_s,
        raw_probability=row.raw_probability,
        weight=row.weight,
        came=Came(row.came),
        series=row.series,
        probability=row.probability,
        believed=row.believed,
        crossed_at_s=row.crossed_at_s,
    )

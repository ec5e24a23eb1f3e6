"""Reads what a scorecard is counted from, and has it counted."""

from typing import Any

from sqlalchemy import Connection, Row, select

from receiver.clock import Clock
from receiver.domain.prediction import Prediction
from receiver.domain.remediation import State
from receiver.scorecard.actions import Loan
from receiver.scorecard.card import Scorecard, score
from receiver.store.breaches import Breaches
from receiver.store.engine import Database
from receiver.store.predictions import prediction_of
from receiver.store.schema import episodes, predictions, remediations

MOST_LOOKS = 20_000
"""The newest of an alert that are read; a scorecard of more says from when on it counts."""


class Scorecards:
    """Counts over what is on record."""

    def __init__(self, database: Database, breaches: Breaches, clock: Clock) -> None:
        self._database = database
        self._breaches = breaches
        self._clock = clock

    def cards(self, since_s: float, until_s: float, forecast: str | None = None) -> list[Scorecard]:
        """Return the scorecards of a period, ordered by forecast and severity.

        There is one for every alert that was looked at in it, and for every one that could have foreseen a breach in it.

        Args:
            since_s: beginning of the period, seconds since the epoch.
            until_s: its end.
            forecast: only those of this one.
        """
        chosen = [speed for speed in self.speeds(since_s, until_s) if forecast in (None, speed[0])]
        return [self.card(name, severity, since_s, until_s) for name, severity in chosen]

    def speeds(self, since_s: float, until_s: float) -> list[tuple[str, str]]:
        """Return forecast and severity of those that have a scorecard in a period, in order."""
        within = (predictions.c.assessed_at_s >= since_s) & (predictions.c.assessed_at_s < until_s)
        query = select(predictions.c.forecast, predictions.c.severity).where(within).distinct()
        with self._database.reading() as connection:
            seen = {(row.forecast, row.severity) for row in connection.execute(query)}
        return sorted(seen | self._breaches.speeds(since_s, until_s))

    def card(self, forecast: str, severity: str, since_s: float, until_s: float) -> Scorecard:
        """Return the scorecard of one alert of a forecast."""
        with self._database.reading() as connection:
            looks = _looks(connection, forecast, severity, since_s, until_s)
            if len(looks) == MOST_LOOKS:
                since_s = max(since_s, min(look.assessed_at_s for look in looks))
            loans = _loans(connection, forecast, severity, since_s, until_s, self._clock.now())
        breaches = self._breaches.between(forecast, severity, since_s, until_s)
        return score(forecast, severity, looks, breaches, loans, since_s=since_s, until_s=until_s)


def _looks(connection: Connection, forecast: str, severity: str, since_s: float, until_s: float) -> list[Prediction]:
    """The newest first; those of two horizons before the period too, because they may have foreseen what came in it."""
    same = (predictions.c.forecast == forecast) & (predictions.c.severity == severity) & (predictions.c.series != "")
    reach = (predictions.c.assessed_at_s + 2 * predictions.c.horizon_s >= since_s) & (
        predictions.c.assessed_at_s < until_s
    )
    # The labels, which nothing is counted by, take most of the time that reading takes.
    counted = [column for column in predictions.c if column.name != "labels"]
    query = select(*counted).where(same, reach).order_by(predictions.c.id.desc()).limit(MOST_LOOKS)
    return [prediction_of(row, {}) for row in connection.execute(query)]


def _loans(
    connection: Connection, forecast: str, severity: str, since_s: float, until_s: float, now_s: float
) -> list[Loan]:
    later = remediations.alias("later")
    query = (
        select(remediations, episodes.c.labels.label("alert"), later.c.created_at_s.label("taken_over_s"))
        .join(episodes, episodes.c.id == remediations.c.episode_id)
        .outerjoin(later, later.c.id == remediations.c.superseded_by)
        .where(remediations.c.forecast == forecast)
        .where(remediations.c.created_at_s >= since_s, remediations.c.created_at_s < until_s)
    )
    return [_loan(row, now_s) for row in connection.execute(query) if row.alert.get("severity") == severity]


def _loan(row: Row[Any], now_s: float) -> Loan:
    failed = row.state == State.FAILED
    ended_s = row.due_s if row.state in (State.GIVEN_BACK, State.KEPT) else row.taken_over_s
    start_s = row.acted_at_s
    return Loan(
        action=row.action,
        outcome="failed" if failed else row.outcome or "unverified",
        added=0 if failed else row.wanted - row.previous,
        start_s=now_s if start_s is None else start_s,
        end_s=now_s if ended_s is None or start_s is None else ended_s,
    )

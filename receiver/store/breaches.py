"""Times at which recorded series stood at their limit. Noting one twice, or from two replicas, changes nothing."""

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from receiver.domain.breach import Breach, series_id
from receiver.domain.spell import Spell
from receiver.store import portions
from receiver.store.engine import Database
from receiver.store.schema import breaches


class Breaches:
    """What really ran out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self, forecast: str, severities: Sequence[str], labels: Mapping[str, str], spell: Spell, same_within_s: float
    ) -> bool:
        """Write a breach down; return whether it is a new one and not what is on record already, or goes on.

        Args:
            severities: of the forecast's alerts, which could have foreseen it.
            labels: values of the by-labels, with which the series is recorded.
            spell: first and last moment at which it was seen at its limit.
            same_within_s: how long it may have been below the limit meanwhile.
        """
        series = series_id(forecast, labels)
        row = {
            "forecast": forecast,
            "severities": list(severities),
            "series": series,
            "labels": dict(labels),
            "at_s": spell.start_s,
            "until_s": spell.end_s,
        }
        known = (breaches.c.series == series) & (breaches.c.until_s >= spell.start_s - same_within_s)
        try:
            with self._database.transaction() as connection:
                last = connection.execute(
                    select(breaches).where(known, breaches.c.at_s <= spell.end_s).order_by(breaches.c.at_s.desc())
                ).first()
                if last is None:
                    connection.execute(insert(breaches).values(**row))
                elif last.until_s < spell.end_s:
                    same = breaches.c.id == last.id
                    connection.execute(update(breaches).where(same).values(until_s=spell.end_s))
        except IntegrityError:  # another replica looked at the same moment
            return False
        return last is None

    def between(self, forecast: str, severity: str, since_s: float, until_s: float) -> list[Breach]:
        """Return the breaches that touch the period and that an alert of this severity could have foreseen."""
        within = (breaches.c.until_s >= since_s) & (breaches.c.at_s < until_s)
        query = select(breaches).where(breaches.c.forecast == forecast, within).order_by(breaches.c.at_s)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [Breach(row.series, row.labels, row.at_s, row.until_s) for row in rows if severity in row.severities]

    def speeds(self, since_s: float, until_s: float) -> set[tuple[str, str]]:
        """Return forecast and severity of every alert that could have foreseen one of the period."""
        within = (breaches.c.until_s >= since_s) & (breaches.c.at_s < until_s)
        query = select(breaches.c.forecast, breaches.c.severities).where(within)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {(row.forecast, severity) for row in rows for severity in row.severities}

    def forget(self, before_s: float) -> int:
        """Delete what was over before `before_s`; return how many."""
        return portions.forget(self._database, breaches, breaches.c.until_s < before_s)

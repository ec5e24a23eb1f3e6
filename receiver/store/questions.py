"""What the confidence check was asked, kept beside the evaluation that came of it, to be answered again bit for bit.

Kept for the evaluations that are kept, which are those that changed what was decided, and for at most `MOST_BYTES` of them in
all: the oldest questions give way first, their evaluations stay.
"""

import zlib
from dataclasses import asdict
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, func, insert, select

from receiver.domain.series import Series
from receiver.forecast.question import Question
from receiver.forecast.recalibrate import Recalibration
from receiver.store.engine import Database
from receiver.store.schema import questions

MOST_BYTES = 256 * 2**20

_COLUMNS = 2  # timestamps and values
_FLOAT_BYTES = 8


class Questions:
    """Finds what was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, evaluation_id: int) -> Question | None:
        """Return what led to an evaluation, None when nothing could be asked or it has been forgotten."""
        same = select(questions).where(questions.c.evaluation_id == evaluation_id)
        with self._database.reading() as connection:
            row = connection.execute(same).first()
        return None if row is None else _question(row.asked, row.series)


def keep(connection: Connection, evaluation_id: int, question: Question) -> None:
    """Store what led to an evaluation, in its transaction."""
    packed = pack(question.series)
    row = {"evaluation_id": evaluation_id, "asked": _asked(question), "series": packed, "size_bytes": len(packed)}
    connection.execute(insert(questions).values(**row))


def beyond(most_bytes: int) -> Select[Any]:
    """Return how to find the oldest questions, by evaluation: so many that the others are at most `most_bytes` large."""
    total = func.sum(questions.c.size_bytes).over(order_by=questions.c.evaluation_id.desc()).label("total")
    running = select(questions.c.evaluation_id, total).subquery()
    return select(running.c.evaluation_id).where(running.c.total > most_bytes)


def pack(series: Series) -> bytes:
    """Compress samples without losing a bit.

    The first bytes of all numbers come first, then their second bytes and so on: neighbours share their high bytes, and zlib
    leaves out what is repeated.
    """
    both = np.stack((series.timestamps_s, series.values)).astype("<f8", copy=False)
    planes = np.ascontiguousarray(both.view(np.uint8).reshape(-1, _FLOAT_BYTES).T)
    return zlib.compress(planes.tobytes())


def unpack(packed: bytes) -> Series:
    """Undo `pack`."""
    planes = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(_FLOAT_BYTES, -1)
    both = np.ascontiguousarray(planes.T).view("<f8").reshape(_COLUMNS, -1).astype(np.float64)
    return Series(timestamps_s=both[0].copy(), values=both[1].copy())


def _asked(question: Question) -> dict[str, Any]:
    learned = question.recalibration
    known = {} if question.countdown_span_s is None else {"countdown_span_s": question.countdown_span_s}
    return known | {
        "now_s": question.now_s,
        "horizon_s": question.horizon_s,
        "interval_s": question.interval_s,
        "confirm_probability": question.confirm_probability,
        "recalibration": None if learned is None else asdict(learned),
    }


def _question(asked: dict[str, Any], packed: bytes) -> Question:
    learned = asked["recalibration"]
    if learned is not None:
        learned = Recalibration(
            **{**learned, "stated": tuple(learned["stated"]), "corrected": tuple(learned["corrected"])}
        )
    return Question(unpack(packed), **{**asked, "recalibration": learned})

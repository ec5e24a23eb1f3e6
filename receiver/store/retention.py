"""Forgets what is over for long: the database of a receiver that runs for years stays the size of a month.

All of it goes in portions, between which alerts are accepted.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, func, select

from receiver.store import portions
from receiver.store import questions as asked
from receiver.store.engine import Database
from receiver.store.remediation_row import OPEN
from receiver.store.schema import approvals, conversations, episodes, evaluations, messages, questions, remediations

_LIVES = 50
"""Fewer at a time: with each go its messages, of which there are some."""


def forget(database: Database, before_s: float, most_asked_bytes: int = asked.MOST_BYTES) -> int:
    """Delete episodes that ended before `before_s`, as all their loans did, with all that belongs to them; but none after
    which a storm is numbered that goes on.

    Evaluations of episodes that go on are deleted when they are older than that, too, but the newest of each: it is how the
    episode stands, however long ago that was written down. So are the oldest questions where all of them take more than
    `most_asked_bytes`. Returns the number of rows deleted.
    """
    over = _over(before_s)
    lives = select(episodes.c.id).where(over)
    old = (evaluations.c.at_s < before_s) & evaluations.c.id.not_in(_how_it_stands())
    looks = select(evaluations.c.id).where(evaluations.c.episode_id.in_(lives) | old)
    ended = portions.of(database, lives, _LIVES)  # found first, so that none of them keeps a look that was not found
    rows = sum(_forget_looks(database, some) for some in portions.of(database, looks))
    rows += sum(_forget_lives(database, some, over) for some in ended)
    rows += portions.forget(database, messages, messages.c.episode_id.is_(None) & (messages.c.created_s < before_s))
    too_much = portions.of(database, asked.beyond(most_asked_bytes))
    return rows + sum(_forget_asked(database, some) for some in too_much)


def _over(before_s: float) -> ColumnElement[bool]:
    stands = exists().where(
        remediations.c.episode_id == episodes.c.id, OPEN | (remediations.c.lease_until_s >= before_s)
    )
    other = episodes.alias("other")
    # A storm has the number of its first episode: the others' incidents are closed in it, or nowhere.
    goes_on = exists().where(
        messages.c.storm == episodes.c.id, other.c.id == messages.c.episode_id, other.c.state == "open"
    )
    return (episodes.c.state != "open") & (episodes.c.last_seen_s < before_s) & ~stands & ~goes_on


def _how_it_stands() -> Select[Any]:
    open_ones = select(episodes.c.id).where(episodes.c.state == "open")
    its = evaluations.alias("its")
    return select(func.max(its.c.id)).where(its.c.episode_id.in_(open_ones)).group_by(its.c.episode_id)


def _forget_looks(database: Database, ids: Sequence[int]) -> int:
    with database.transaction() as connection:
        questioned = delete(questions).where(questions.c.evaluation_id.in_(ids))
        looked = delete(evaluations).where(evaluations.c.id.in_(ids))
        return sum(connection.execute(statement).rowcount for statement in (questioned, looked))


def _forget_lives(database: Database, ids: Sequence[int], over: ColumnElement[bool]) -> int:
    """Those that came back since they were found, or are just coming back, stay."""
    still = select(episodes.c.id).where(episodes.c.id.in_(ids), over).with_for_update(skip_locked=True)
    with database.transaction() as connection:
        gone = connection.execute(still).scalars().all()
        belonging = (messages, conversations, approvals, remediations)
        statements = [delete(table).where(table.c.episode_id.in_(gone)) for table in belonging]
        statements.append(delete(episodes).where(episodes.c.id.in_(gone)))
        return sum(connection.execute(statement).rowcount for statement in statements)


def _forget_asked(database: Database, ids: Sequence[int]) -> int:
    with database.transaction() as connection:
        return connection.execute(delete(questions).where(questions.c.evaluation_id.in_(ids))).rowcount

"""Forgets what is over for long: the database of a receiver that runs for years stays the size of a month."""

from sqlalchemy import ColumnElement, delete, select

from receiver.store import questions as asked
from receiver.store.engine import Database
from receiver.store.remediation_row import OPEN
from receiver.store.schema import approvals, conversations, episodes, evaluations, messages, questions, remediations


def forget(database: Database, before_s: float) -> int:
    """Delete episodes that ended before `before_s`, as all their loans did, with all that belongs to them.

    Evaluations of episodes that go on are deleted when they are older than that, too, and so is what they were asked when it
    takes too much room. Returns the number of rows deleted.
    """
    standing = select(remediations.c.episode_id).where(OPEN | (remediations.c.lease_until_s >= before_s))
    over: ColumnElement[bool] = (
        (episodes.c.state != "open") & (episodes.c.last_seen_s < before_s) & episodes.c.id.not_in(standing)
    )
    ended = select(episodes.c.id).where(over)
    old: ColumnElement[bool] = evaluations.c.episode_id.in_(ended) | (evaluations.c.at_s < before_s)
    with database.transaction() as connection:
        rows = [
            connection.execute(delete(table).where(condition)).rowcount
            for table, condition in (
                (questions, questions.c.evaluation_id.in_(select(evaluations.c.id).where(old))),
                (evaluations, old),
                (messages, messages.c.episode_id.in_(ended)),
                (messages, messages.c.episode_id.is_(None) & (messages.c.created_s < before_s)),
                (conversations, conversations.c.episode_id.in_(ended)),
                (approvals, approvals.c.episode_id.in_(ended)),
                (remediations, remediations.c.episode_id.in_(ended)),
                (episodes, over),
            )
        ]
        return sum(rows) + asked.forget_beyond(connection, asked.MOST_BYTES)

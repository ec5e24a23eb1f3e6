"""Questions to people, and their answers. What a question or an answer is worth is for `receiver.policy.approval` to say."""

import secrets
from typing import Any

from sqlalchemy import Row, insert, select, update

from receiver.clock import Clock
from receiver.domain.approval import Answer, Approval
from receiver.domain.decision import Plan
from receiver.domain.episode import Episode
from receiver.domain.target import Target
from receiver.store import plans, queue
from receiver.store.engine import Database
from receiver.store.episodes import held
from receiver.store.schema import approvals, episodes


class Approvals:
    """The list of questions."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def ask(self, episode: Episode, plan: Plan, act_by_s: float) -> Approval:
        """Write down a question that a person may answer until `act_by_s`.

        Raises:
            ClaimLostError: somebody else works on the episode by now.
        """
        row = {
            "id": secrets.token_hex(4),
            "episode_id": episode.id,
            "forecast": episode.alert.forecast,
            **plans.as_values(plan),
            "asked_at_s": self._clock.now(),
            "act_by_s": act_by_s,
        }
        with self._database.transaction() as connection:
            queue.check(connection, held(episode))
            return approval_of(connection.execute(insert(approvals).values(**row).returning(approvals)).one())

    def newest(self, episode: Episode, target: Target, action: str) -> Approval | None:
        """Return the newest question about an action on a target in an episode, None when nobody was asked."""
        same = (approvals.c.episode_id == episode.id) & (approvals.c.target == str(target))
        newest = (
            select(approvals).where(same, approvals.c.action == action).order_by(approvals.c.asked_at_s.desc()).limit(1)
        )
        with self._database.reading() as connection:
            row = connection.execute(newest).first()
        return None if row is None else approval_of(row)

    def waiting(self) -> list[Approval]:
        """Return the questions that can still be answered, the most urgent first."""
        now_s = self._clock.now()
        in_time = (approvals.c.answer.is_(None)) & (approvals.c.act_by_s > now_s) & (episodes.c.state == "open")
        of_living = select(approvals).join(episodes, episodes.c.id == approvals.c.episode_id).where(in_time)
        with self._database.reading() as connection:
            return [approval_of(row) for row in connection.execute(of_living.order_by(approvals.c.act_by_s))]

    def answer(self, approval_id: str, answer: Answer, by: str) -> Approval | str:
        """Write down an answer and let the episode be looked at at once; return why that cannot be when it cannot."""
        now_s = self._clock.now()
        same = approvals.c.id == approval_id
        with self._database.transaction() as connection:
            of_episode = select(approvals, episodes.c.state).join(episodes, episodes.c.id == approvals.c.episode_id)
            found = connection.execute(of_episode.where(same)).first()
            refusal = _refusal(approval_id, found, now_s)
            if found is None or refusal:
                return refusal
            values = {"answer": answer.value, "answered_by": by, "answered_at_s": now_s}
            first = update(approvals).where(same, approvals.c.answer.is_(None)).values(**values).returning(approvals)
            row = connection.execute(first).first()
            if row is None:
                return f"{approval_id} was answered at the same moment"
            connection.execute(update(episodes).where(episodes.c.id == row.episode_id).values(due_s=now_s))
        return approval_of(row)


def _refusal(approval_id: str, row: Row[Any] | None, now_s: float) -> str:
    if row is None:
        return f"nobody asked {approval_id!r}"
    if row.answer is not None:
        return f"{row.answered_by} {row.answer} it already"
    if row.state != "open":
        return "the alert has ended"
    if row.act_by_s <= now_s:
        return f"its time was over {now_s - row.act_by_s:.0f} s ago"
    return ""


def approval_of(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        episode_id=row.episode_id,
        forecast=row.forecast,
        plan=plans.plan_of(row),
        asked_at_s=row.asked_at_s,
        act_by_s=row.act_by_s,
        answer=None if row.answer is None else Answer(row.answer),
        answered_by=row.answered_by,
        answered_at_s=row.answered_at_s,
    )

"""A later step on the same target takes the loan of an earlier one over, and puts it back if it comes to nothing."""

from sqlalchemy import Connection, update

from receiver.domain.decision import Plan
from receiver.domain.remediation import State
from receiver.store import queue
from receiver.store.remediation_row import LENT
from receiver.store.schema import remediations


def take_over(connection: Connection, plan: Plan, by: str) -> int:
    """Take over the loan that the plan builds on, in the name of the remediation `by`; return the value to give back to.

    A value that somebody changed since is theirs: that loan is over, and the new one begins at their value.
    """
    same = (remediations.c.target == str(plan.target)) & (remediations.c.action == plan.action)
    loan = same & (remediations.c.state == State.LEASED)
    is_lent = LENT.in_([plan.previous]) | (remediations.c.lowering_to == plan.previous)
    ours = (remediations.c.field == plan.field) & is_lent
    # Whoever gives it back at this moment loses it: what became of it is written here, and told by the later step.
    values = {**queue.FREE, "state": State.SUPERSEDED, "superseded_by": by, "note": "taken over by a later step"}
    taken = update(remediations).where(loan, ours).values(**values).returning(remediations.c.previous)
    row = connection.execute(taken).first()
    theirs = {**queue.FREE, "state": State.KEPT, "note": f"{plan.field} was changed by somebody else since"}
    connection.execute(update(remediations).where(loan).values(**theirs))
    return plan.previous if row is None else int(row.previous)


def put_back(connection: Connection, failed_id: str) -> None:
    """Return what a step took over that came to nothing; otherwise nobody would give back what the earlier step raised."""
    taken = remediations.c.superseded_by == failed_id
    values = {"state": State.LEASED, "superseded_by": None, "note": f"taken over by {failed_id} in vain"}
    connection.execute(update(remediations).where(taken).values(**values))

"""What was done already, of what the budgets allow."""

from sqlalchemy import Connection, func, select

from receiver.domain.target import Target
from receiver.policy.budget import HOUR_S, Spent
from receiver.store.remediation_row import LENT, OPEN
from receiver.store.schema import remediations


def spent(connection: Connection, target: Target, now_s: float, own_id: str = "") -> Spent:
    """Return what bears on one more action on a target, not counting the remediation `own_id`."""
    which = remediations.c.id != own_id
    recent = remediations.c.created_at_s > now_s - HOUR_S
    here = remediations.c.target.contains(f"/{target.namespace}/", autoescape=True)
    count = select(func.count()).where(which, recent)
    return Spent(
        actions=connection.execute(count).scalar_one(),
        namespace_actions=connection.execute(count.where(here)).scalar_one(),
        added_replicas=added_replicas(connection, own_id),
    )


def added_replicas(connection: Connection, own_id: str = "") -> int:
    """Return how many replicas are on loan now or about to be, not counting the remediation `own_id`."""
    added = func.coalesce(func.sum(LENT - remediations.c.previous), 0)
    lending = OPEN & (remediations.c.action == "scale") & (remediations.c.id != own_id)
    return int(connection.execute(select(added).where(lending)).scalar_one())

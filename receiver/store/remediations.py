"""Remediations from intent to give-back.

`claim_intent` is the one place where a decision becomes an intent: kill switch, cooldown and budgets are asked again in the
same transaction that writes the intent. Claims wait for each other, so that two of them never spend the same rest of a budget;
and a partial unique index has the last word on "one at a time".
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from receiver.clock import Clock
from receiver.domain.decision import Hold, Plan
from receiver.domain.episode import Episode
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.target import Target
from receiver.policy import ladder
from receiver.policy.budget import Budgets, Spent, exceeded
from receiver.policy.lead import MEASURED
from receiver.store import advisory, plans, queue, spending, takeover
from receiver.store.engine import Database
from receiver.store.episodes import held as held_episode
from receiver.store.queue import Queue, Terms
from receiver.store.remediation_row import OPEN, expected_as_value, held, remediation_of
from receiver.store.schema import episodes, remediations
from receiver.store.switch import KillSwitch

_HELPED = (Outcome.WORKED, Outcome.SLOWED)
_TIMELY_S = 120.0
"""A look that was due longer ago than that (Prometheus or the receiver was down) does not say when the effect came."""


class Remediations:
    """The ledger of changes."""

    def __init__(self, database: Database, clock: Clock, kill_switch: KillSwitch, terms: Terms) -> None:
        self._database = database
        self._clock = clock
        self._kill_switch = kill_switch
        self._queue = Queue(database, clock, remediations, OPEN, terms)

    def newest(self, target: Target, action: str | None = None) -> Remediation | None:
        """Return the newest remediation of a target, whatever its state; with an action, the newest of that."""
        with self._database.reading() as connection:
            return _known(_newest(connection, target, action))

    def tried(self, episode: Episode) -> Remediation | None:
        """Return what was done last about an alert and still counts: in this life of it, or in an earlier one and not over."""
        alert, now_s = episode.alert, self._clock.now()
        stands = (remediations.c.state == State.LEASED) | (
            (remediations.c.state == State.DONE) & (remediations.c.lease_until_s > now_s)
        )
        about = select(remediations).join(episodes, episodes.c.id == remediations.c.episode_id)
        same = about.where(episodes.c.fingerprint == alert.fingerprint, remediations.c.forecast == alert.forecast)
        counts = same.where((episodes.c.id == episode.id) | stands)
        with self._database.reading() as connection:
            return _known(connection.execute(counts.order_by(remediations.c.created_at_s.desc()).limit(1)).first())

    def claim_intent(
        self,
        episode: Episode,
        plan: Plan,
        *,
        forecast: str,
        cooldown_s: float,
        lease_s: float,
        budgets: Budgets,
        labels: Mapping[str, str] | None = None,
        expected: Expectation | None = None,
    ) -> Remediation | Hold:
        """Write down an intent, or return why that must not be.

        A loan that is already out on the same target is taken over: the new remediation gives back to where the first began.
        If somebody changed the lent value since, it is theirs, the loan is over, and the new one begins at their value.

        Args:
            labels: of the alert: those that chose the series, and its severity.

        Raises:
            ClaimLostError: somebody else works on the episode by now.
        """
        new_id = secrets.token_hex(4)
        try:
            with self._database.transaction() as connection:
                advisory.wait_for_claims(connection)
                queue.check(connection, held_episode(episode))
                hold = self._refusal(connection, plan, cooldown_s, budgets)
                if hold is not None:
                    return hold
                if plan.kind.lent:
                    plan = replace(plan, previous=takeover.take_over(connection, plan, new_id))
                about = {"forecast": forecast, "labels": dict(labels or {}), "expected": expected_as_value(expected)}
                return self._insert(connection, episode, plan, lease_s, about, new_id)
        except IntegrityError:
            return Hold("running", f"another remediation of {plan.target} was claimed at the same moment")

    def count(self, target: Target, action: str, within_s: float, own: Remediation | None = None) -> int:
        """Count what was done to a target by one action lately, not counting `own`."""
        same = (remediations.c.target == str(target)) & (remediations.c.action == action)
        lately = remediations.c.acted_at_s > self._clock.now() - within_s
        others = remediations.c.id != (own.id if own else "")
        with self._database.reading() as connection:
            return connection.execute(select(func.count()).where(same, lately, others)).scalar_one()

    def spent(self, target: Target, own: Remediation | None = None) -> Spent:
        """Return what was done already, not counting `own`."""
        with self._database.reading() as connection:
            return spending.spent(connection, target, self._clock.now(), own.id if own else "")

    def claim_due(self) -> Remediation | None:
        """Claim the open remediation that is due longest, None when none is."""
        claimed = self._queue.claim()
        return None if claimed is None else remediation_of(*claimed)

    def renew_claim(self, remediation: Remediation) -> Remediation:
        """Make sure that there is time left for one more step.

        Raises:
            ClaimLostError: somebody else works on it by now.
        """
        return replace(remediation, claim=self._queue.renew(held(remediation)))

    def narrowed(self, remediation: Remediation, plan: Plan) -> Remediation:
        """Less is intended than at first: what a plan for the same change wants by now."""
        return self._note(remediation, wanted=plan.wanted, sizing=plan.sizing)

    def acted(self, remediation: Remediation, note: str, verify_after_s: float) -> Remediation:
        """The cluster took it; look at its effect after `verify_after_s`."""
        now_s = self._clock.now()
        due_s = now_s + verify_after_s
        return self._change(remediation, due_s, state=State.ACTED, acted_at_s=now_s, seen_at_s=now_s, note=note)

    def verified(self, remediation: Remediation, outcome: Outcome, note: str) -> Remediation:
        """Its effect is known; a value that is lent stays on loan until the lease ends."""
        state = State.LEASED if remediation.plan.kind.lent else State.DONE
        now_s = self._clock.now()
        in_time = now_s - held(remediation).overdue_since_s <= _TIMELY_S
        effect_at_s = now_s if outcome in _HELPED and in_time else None
        values = {"state": state, "outcome": outcome, "effect_at_s": effect_at_s, "note": note}
        return self._change(remediation, remediation.lease_until_s, **values)

    def leads_s(self, target: Target, action: str) -> tuple[float, ...]:
        """Return how long it took from the intent until an action was seen to help on a target, the newest first."""
        same = (remediations.c.target == str(target)) & (remediations.c.action == action)
        took_s = select(remediations.c.effect_at_s - remediations.c.created_at_s)
        seen = took_s.where(same, remediations.c.effect_at_s.is_not(None))
        with self._database.reading() as connection:
            newest = connection.execute(seen.order_by(remediations.c.created_at_s.desc()).limit(MEASURED))
            return tuple(newest.scalars())

    def lowering(self, remediation: Remediation, to: int) -> Remediation:
        """A step of giving back is begun."""
        return self._note(remediation, lowering_to=to)

    def lowered(self, remediation: Remediation, value: int) -> Remediation:
        """A step of giving back was taken, or was not: this is what is on loan now."""
        return self._note(remediation, lowered_to=value, lowering_to=None)

    def renewed(self, remediation: Remediation, lease_until_s: float, note: str, *, blind: bool) -> Remediation:
        """The loan goes on; `blind` says that there was no data to judge by."""
        seen_at_s = remediation.seen_at_s if blind else self._clock.now()
        return self._change(remediation, lease_until_s, lease_until_s=lease_until_s, seen_at_s=seen_at_s, note=note)

    def ended(self, remediation: Remediation, state: State, note: str, outcome: Outcome | None = None) -> Remediation:
        """Nothing more will be done about it. An intent that never came true returns the loan that it had taken over.

        Args:
            outcome: of one that was never verified; None = as it is.
        """
        known = {} if outcome is None else {"outcome": outcome}
        with self._database.transaction() as connection:
            queue.check(connection, held(remediation))
            if remediation.state is State.INTENDED:
                takeover.put_back(connection, remediation.id)
            return self._write(connection, remediation, self._clock.now(), state=state, note=note, **known)

    def look_again(self, remediation: Remediation, after_s: float) -> None:
        """Release a remediation to be looked at again."""
        with self._database.transaction() as connection:
            self._queue.put_back(connection, held(remediation), self._clock.now() + after_s)

    def retry(self, remediation: Remediation, error: str, retry_after_s: float | None) -> None:
        """Release a remediation whose step failed, to be tried again after a growing wait."""
        with self._database.reading() as connection:
            same = remediations.c.id == remediation.id
            attempts = connection.execute(select(remediations.c.attempts).where(same)).scalar_one()
        self._queue.put_back_failed(held(remediation), attempts + 1, error, retry_after_s)

    def _refusal(self, connection: Connection, plan: Plan, cooldown_s: float, budgets: Budgets) -> Hold | None:
        reason = self._kill_switch.reason_in(connection)
        if reason:
            return Hold("kill-switch", f"acting is switched off: {reason}")
        newest, alike = (_known(_newest(connection, plan.target, action)) for action in (None, plan.action))
        last = ladder.resting(newest, alike, plan.action, cooldown_s, self._clock.now())
        if last is not None:
            return Hold("cooldown", f"{last.id} was claimed for {plan.target} less than {cooldown_s:.0f} s ago")
        over = exceeded(budgets, spending.spent(connection, plan.target, self._clock.now()), plan)
        return Hold("budget", f"budget: {over}") if over else None

    def _insert(
        self,
        connection: Connection,
        episode: Episode,
        plan: Plan,
        lease_s: float,
        about: Mapping[str, object],
        new_id: str,
    ) -> Remediation:
        now_s = self._clock.now()
        claim, claimed = self._queue.new_claim(new_id)
        row = {
            "id": new_id,
            "episode_id": episode.id,
            **about,
            **plans.as_values(plan),
            "state": State.INTENDED,
            "created_at_s": now_s,
            "lease_until_s": now_s + lease_s,
            "seen_at_s": now_s,
            "note": "intended",
            "due_s": now_s,
            **claimed,  # whoever writes the intent down also carries it out
        }
        inserted = connection.execute(insert(remediations).values(**row).returning(remediations)).one()
        return remediation_of(inserted, claim)

    def _note(self, remediation: Remediation, **values: object) -> Remediation:
        """Write something down in the middle of work that goes on."""
        claim = held(remediation)
        with self._database.transaction() as connection:
            return remediation_of(self._queue.write(connection, claim, **values), claim)

    def _change(self, remediation: Remediation, due_s: float, **values: object) -> Remediation:
        with self._database.transaction() as connection:
            return self._write(connection, remediation, due_s, **values)

    def _write(self, connection: Connection, remediation: Remediation, due_s: float, **values: object) -> Remediation:
        return remediation_of(self._queue.write_back(connection, held(remediation), due_s=due_s, **values))


def _known(row: Row[Any] | None) -> Remediation | None:
    return None if row is None else remediation_of(row)


def _newest(connection: Connection, target: Target, action: str | None) -> Row[Any] | None:
    same = select(remediations).where(remediations.c.target == str(target))
    if action is not None:
        same = same.where(remediations.c.action == action)
    return connection.execute(same.order_by(remediations.c.created_at_s.desc()).limit(1)).first()

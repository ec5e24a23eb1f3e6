"""Finds loans that this database does not know, and takes them on: after its loss, the annotations are enough to give back.

At the start and every ten minutes the namespaces where the receiver may act are looked through. Only what carries this
receiver's name is adopted, and only as far as `receiver.policy.adoption` believes it; whatever else stands there is left alone
and told: each text once, each object once a day at most, and a few an hour in all, for whoever may annotate objects can write
what they like, as often as they like. What another receiver has on loan is its own, and is not raised any further.

From then on the loan is like any other: renewed while its forecast stands, given back in steps when it has cleared, or when its
lease is over and there is no data.
"""

import hashlib
from collections.abc import Sequence

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.action import ACTIONS
from receiver.domain.event import Event, EventKind
from receiver.domain.lease import LEASE_KEY, Seal
from receiver.domain.lent import Lent, Unreadable
from receiver.domain.target import HPA, SCALED_OBJECT, Annotated, Target, Workload
from receiver.domain.words import clock_time
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.notify import Notify
from receiver.policy import adoption
from receiver.policy.model import Policy
from receiver.ports import Cluster
from receiver.store.adoptions import Adoptions

log = structlog.get_logger()

EVERY_S = 600.0
_AGAIN_S = 60.0

_TOLD_AGAIN_S = 86_400.0
_AN_HOUR_S, _MOST_AN_HOUR = 3600.0, 10
"""At most so many are told of in an hour; the others still stand there at the next look."""

_OVERDUE_S = 86_400.0
"""Another receiver that has not renewed or ended a loan for that long is no more."""

_OWNERS = ("Deployment", "StatefulSet")
"""What the generated Role lets be listed wherever pods lead to their owner; another owner's loan is found on sight."""


class AdoptionDesk:
    """Looks for loans.

    Args:
        seal: which leases are ours, and from which database.
        namespaces: where to look; a loan elsewhere is found when something is to be done with its object.
    """

    def __init__(
        self,
        cluster: Cluster,
        seal: Seal,
        adoptions: Adoptions,
        policy: Policy,
        namespaces: Sequence[str],
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._cluster = cluster
        self._seal = seal
        self._adoptions = adoptions
        self._policy = policy
        self._namespaces = tuple(namespaces)
        self._kinds = _kinds(policy)
        self._notify = notify
        self._clock = clock
        self._next_s = float("-inf")

    def step(self) -> bool:
        """Look through all namespaces when it is time; there is never more to do at once."""
        if self._clock.monotonic() < self._next_s:
            return False
        looked = [self._look_through(namespace) for namespace in self._namespaces]
        self._next_s = self._clock.monotonic() + (EVERY_S if all(looked) else _AGAIN_S)
        return False

    def on_sight(self, workload: Workload) -> str:
        """Adopt what a workload carries that is about to be raised, so that a further step knows where the first began; return
        why it is not to be raised, empty when it may."""
        text = workload.lease_annotations.get(LEASE_KEY)
        lent = None if text is None else self._unknown(workload.target, text)
        if text is None or lent is None:
            return ""
        if self._is_anothers(lent):
            over = lent.target != workload.target or self._clock.now() > lent.until_s + _OVERDUE_S
            words = f"another receiver (named {lent.owner!r}) has {lent.field} on loan until {clock_time(lent.until_s)}"
            return "" if over else f"{workload.target}: {words}"
        self._judge(workload.target, text, lent, workload)
        return ""

    def _look_through(self, namespace: str) -> bool:
        """Return whether all was looked at; what could not be keeps nothing else from being found."""
        try:
            found, unread = self._cluster.annotated(namespace, self._kinds, LEASE_KEY)
        except TemporaryError as error:
            log.warning("loans cannot be looked for, will be tried again", namespace=namespace, reason=str(error))
            return False
        for reason in unread:
            log.warning("loans cannot be looked for", namespace=namespace, reason=reason)
        looked_at = [self._look_at(one) for one in found]  # every one, whatever became of those before it
        return all(looked_at)

    def _look_at(self, one: Annotated) -> bool:
        try:
            lent = self._unknown(one.target, one.text)
            if lent is not None and not self._is_anothers(lent):
                self._follow(one, lent)
        except TemporaryError as error:
            log.warning("a loan cannot be looked at, will be tried again", holder=str(one.target), reason=str(error))
            return False
        return True

    def _follow(self, one: Annotated, lent: Lent) -> None:
        try:
            workload = self._cluster.workload(lent.target)
        except PermanentError as error:
            self._leave(one.target, one.text, str(error), lent)
            return
        self._judge(one.target, one.text, lent, workload)

    def _unknown(self, holder: Target, text: str) -> Lent | None:
        """What the annotation says, None when it cannot be read or is on record: then it is ours, whatever our name is now."""
        lent = self._seal.read({LEASE_KEY: text})
        if isinstance(lent, Unreadable):
            self._leave(holder, text, lent.reason)
        return lent if isinstance(lent, Lent) and not self._adoptions.knows(lent.id) else None

    def _is_anothers(self, lent: Lent) -> bool:
        """Tell whose it is; two receivers of one name are a mistake that only a person can mend."""
        if not lent.is_anothers(self._seal.owner, self._seal.birth):
            return False
        if lent.owner == self._seal.owner:
            detail = (
                f"another receiver named {lent.owner!r} lends here, from a database of its own. Each leaves the other's loans "
                "alone from now on; give each a name of its own (RECEIVER_INSTANCE)"
            )
            self._tell_a_few("name", f"{lent.owner} {lent.store}", lent.target, detail, lent)
        return True

    def _judge(self, holder: Target, text: str, lent: Lent, workload: Workload) -> None:
        if lent.target != workload.target or workload.lease_annotations.get(LEASE_KEY) != text:
            self._leave(holder, text, f"it speaks of {lent.target}, which does not carry it", lent)
            return
        plan = adoption.adopted(lent, workload, self._policy, self._clock.now())
        if isinstance(plan, str):
            self._leave(holder, text, plan, lent)
            return
        key = f"adopted:{_short(str(holder))}:{lent.id}"
        lately = self._notify.announced(key.removesuffix(lent.id), self._clock.now() - _AN_HOUR_S, but=key)
        if lately or self._adoptions.stands(lent.target):
            log.warning("loan not adopted yet: another one of the same object is on record", holder=str(holder))
            return
        until_s = min(lent.until_s, self._clock.now() + self._longest_s(lent))
        self._tell(key, EventKind.ADOPTED, holder, f"{plan} is on loan, {plan.sizing}", lent)
        if self._adoptions.adopt(lent, plan, until_s):
            telemetry.ADOPTIONS.labels("adopted").inc()
            log.warning("loan adopted", remediation=lent.id, plan=str(plan), signed=lent.signed)

    def _longest_s(self, lent: Lent) -> float:
        entry = self._policy.forecasts.get(lent.forecast)
        rung = entry.rung(lent.action) if entry else None
        return rung.lease_s if rung else 0.0

    def _leave(self, holder: Target, text: str, reason: str, lent: Lent | None = None) -> None:
        telemetry.ADOPTIONS.labels("left").inc()
        log.warning("loan left alone", holder=str(holder), reason=reason)
        detail = f"the annotation {LEASE_KEY} is left alone, and a person must look: {reason}"
        self._tell_a_few(str(holder), text, holder, detail, lent)

    def _tell_a_few(self, about: str, text: str, holder: Target, detail: str, lent: Lent | None) -> None:
        now_s = self._clock.now()
        subject = f"left:{_short(about)}:"
        told = self._notify.announced(subject, now_s - _TOLD_AGAIN_S)
        if not told and self._notify.announced("left:", now_s - _AN_HOUR_S) < _MOST_AN_HOUR:
            self._tell(f"{subject}{_short(text)}", EventKind.UNVERIFIED, holder, detail, lent)

    def _tell(self, key: str, kind: EventKind, holder: Target, detail: str, lent: Lent | None) -> None:
        """Once for ever, as the key says; before it is written down, so that a crash in between leaves no silence."""
        entry = self._policy.forecasts.get(lent.forecast) if lent else None
        event = Event(
            key=key,
            once=True,
            episode_id=0,
            subject=f"lease-{lent.id}" if lent else key,
            kind=kind,
            pages=False,
            severity="info",
            headline=f"A loan that is not on record: {holder}",
            detail=detail,
            facts={"Where": str(holder), **({"Forecast": lent.forecast} if lent else {})},
            links={},
            at_s=self._clock.now(),
            target=holder,
        )
        self._notify.announce(event, entry.notify if entry else self._notify.everywhere())


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _kinds(policy: Policy) -> tuple[str, ...]:
    """What may carry a loan: the kinds that the policy names or that own pods, and what stands above them."""
    rungs = [
        rung for entry in policy.forecasts.values() for rung in (entry.remediation.rungs if entry.remediation else ())
    ]
    named = {rung.target.kind for rung in rungs if rung.action in ACTIONS and ACTIONS[rung.action].lent} - {"owner"}
    return (*dict.fromkeys((*_OWNERS, *sorted(named))), HPA, SCALED_OBJECT)

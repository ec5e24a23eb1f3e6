"""Finds loans that this database does not know, and takes them on: after its loss, the annotations are enough to give back.

At the start and every ten minutes the namespaces where the receiver may act are looked through. Only what carries this
receiver's name is adopted, and only as far as `receiver.policy.adoption` believes it; whatever else stands there is reported
once and left alone. From then on the loan is like any other: renewed while its forecast stands, given back in steps when it
has cleared, or when its lease is over and there is no data.
"""

import hashlib
from collections.abc import Sequence

import structlog

from receiver import telemetry
from receiver.actions.lease import LEASE_KEY, Seal
from receiver.clock import Clock
from receiver.domain.action import ACTIONS
from receiver.domain.event import Event, EventKind
from receiver.domain.lent import Lent, Unreadable
from receiver.domain.target import HPA, SCALED_OBJECT, Annotated, Target, Workload
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.notify import Notify
from receiver.policy import adoption
from receiver.policy.model import Policy
from receiver.ports import Cluster
from receiver.store.adoptions import Adoptions

log = structlog.get_logger()

EVERY_S = 600.0
_AGAIN_S = 60.0

_OWNERS = ("Deployment", "StatefulSet")
"""What the generated Role lets be listed wherever pods lead to their owner; another owner's loan is found on sight."""


class AdoptionDesk:
    """Looks for loans.

    Args:
        seal: which leases are ours.
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

    def on_sight(self, workload: Workload) -> None:
        """Adopt what a workload carries that is about to be acted on, so that a further step knows where the first began."""
        text = workload.lease_annotations.get(LEASE_KEY)
        lent = None if text is None else self._ours(workload.target, text)
        if text is not None and lent is not None:
            self._judge(workload.target, text, lent, workload)

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
            lent = self._ours(one.target, one.text)
            if lent is not None:
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

    def _ours(self, holder: Target, text: str) -> Lent | None:
        """What the annotation says, None when it is somebody else's, on record already, or nothing that can be read."""
        lent = self._seal.read({LEASE_KEY: text})
        if isinstance(lent, Unreadable):
            self._leave(holder, text, lent.reason)
        if not isinstance(lent, Lent) or lent.owner != self._seal.owner or self._adoptions.knows(lent.id):
            return None
        return lent

    def _judge(self, holder: Target, text: str, lent: Lent, workload: Workload) -> None:
        if lent.target != workload.target or workload.lease_annotations.get(LEASE_KEY) != text:
            self._leave(holder, text, f"it speaks of {lent.target}, which does not carry it", lent)
            return
        plan = adoption.adopted(lent, workload, self._policy)
        if isinstance(plan, str):
            self._leave(holder, text, plan, lent)
            return
        until_s = min(lent.until_s, self._clock.now() + self._longest_s(lent))
        self._tell(f"adopted:{lent.id}", EventKind.ADOPTED, holder, f"{plan} is on loan, {plan.sizing}", lent)
        if self._adoptions.adopt(lent, plan, until_s):
            telemetry.ADOPTIONS.labels("adopted").inc()
            log.warning("loan adopted", remediation=lent.id, plan=str(plan), signed=lent.signed)

    def _longest_s(self, lent: Lent) -> float:
        entry = self._policy.forecasts.get(lent.forecast)
        rung = entry.rung(lent.action) if entry else None
        return rung.lease_s if rung else 0.0

    def _leave(self, holder: Target, text: str, reason: str, lent: Lent | None = None) -> None:
        about = hashlib.sha256(f"{holder} {text}".encode()).hexdigest()[:16]
        telemetry.ADOPTIONS.labels("left").inc()
        log.warning("loan left alone", holder=str(holder), reason=reason)
        detail = f"the annotation {LEASE_KEY} is left alone, and a person must look: {reason}"
        self._tell(f"left:{about}", EventKind.UNVERIFIED, holder, detail, lent)

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


def _kinds(policy: Policy) -> tuple[str, ...]:
    """What may carry a loan: the kinds that the policy names or that own pods, and what stands above them."""
    rungs = [
        rung for entry in policy.forecasts.values() for rung in (entry.remediation.rungs if entry.remediation else ())
    ]
    named = {rung.target.kind for rung in rungs if rung.action in ACTIONS and ACTIONS[rung.action].lent} - {"owner"}
    return (*dict.fromkeys((*_OWNERS, *sorted(named))), HPA, SCALED_OBJECT)

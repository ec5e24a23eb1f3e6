"""The ways to change the cluster, or to have it changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from receiver.domain.decision import Plan
from receiver.domain.remediation import Remediation
from receiver.domain.surroundings import Right


class Found(StrEnum):
    """What a look at the cluster says of an intent. done: the value is raised and on our loan. begun: the loan is written, the
    value is not raised yet. absent: nothing of it is there (any more). unseen: what became of a call cannot be looked up."""

    DONE = "done"
    BEGUN = "begun"
    ABSENT = "absent"
    UNSEEN = "unseen"


class Action(Protocol):
    """A way to change the cluster (or to have it changed); every call may run twice."""

    def find(self, remediation: Remediation) -> Found:
        """Look how much of a remediation is already true, after a crash or a lost answer."""
        ...

    def rights(self, plan: Plan) -> tuple[Right, ...]:
        """Name what the receiver must be allowed to change in the target's namespace, to do it and to give it back."""
        ...

    def apply(self, remediation: Remediation) -> str:
        """Make the planned value true and return what was done, for people.

        Raises:
            PermanentError: the cluster refused, or the value is no longer the one the plan started from.
            TemporaryError: try again later.
        """
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the cluster has come with what it took.

    Attributes:
        done: it is true, not only asked for.
        words: what it waits for, for people; empty when it is done.
        refused: it will not become true.
    """

    done: bool
    words: str
    refused: bool = False


class Followed(Action, Protocol):
    """An action that the cluster takes at once and makes true later."""

    def progress(self, remediation: Remediation) -> Progress:
        """Look how far it has come."""
        ...


class Loan(Action, Protocol):
    """An action that lends: what it raised is taken back later."""

    def standing(self, remediation: Remediation) -> int | None:
        """Return the value that is on loan, None when it is not ours any more: somebody changed it, or took the lease away."""
        ...

    def give_back(self, remediation: Remediation) -> bool:
        """Lower the value to where the remediation's step leads, without one to the previous value, if it is still ours.

        Returns whether it was, or is the previous one already.
        """
        ...

    def renew(self, remediation: Remediation) -> None:
        """Write a new lease end on the changed object."""
        ...


class Caller(Protocol):
    """Has somebody else's service act.

    Raises (all methods):
        TemporaryError: no signing key (yet), unreachable, or a status that may pass; the same call may be made again.
        PermanentError: refused, a redirect included.
    """

    def check(self, forecast: str) -> None:
        """Find out whether a call for a forecast could be signed."""
        ...

    def call(self, url: str, forecast: str, call_id: str, document: Mapping[str, Any]) -> None:
        """POST a document, signed; `call_id` is the same however often it is tried."""
        ...

"""What the pipeline needs from the outside world; adapters are named in `bootstrap` only.

Each port has one contract suite in the tests, run against the fake and the real adapter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from receiver.domain.allowance import Allowance
from receiver.domain.decision import Plan
from receiver.domain.digest import Digest
from receiver.domain.event import Event
from receiver.domain.memory import ContainerMemory
from receiver.domain.message import Rendered, Sent
from receiver.domain.remediation import Remediation
from receiver.domain.rollout import Rollout
from receiver.domain.series import LabelledSeries, Series, Wanted
from receiver.domain.surroundings import DisruptionBudget, LimitRange, Node, PodShape, Quota, Right
from receiver.domain.target import Annotated, Autoscaler, Target, Workload
from receiver.domain.volume import Volume
from receiver.errors import ReceiverError


class SeriesSource(Protocol):
    """Where recorded utilisation comes from."""

    def utilization(
        self, wanted: Sequence[Wanted], start_s: float, end_s: float, interval_s: float, allowance: Allowance
    ) -> list[Series | ReceiverError]:
        """Return the raw samples of each wanted series, in order; empty samples when there is none.

        Whatever goes wrong stands in the place of the series that it is about, so that one never spoils the others.
        TemporaryError: unreachable, slow or unreadable; ask again later. PermanentError: refused, partial, or several series
        answer to one selector; that is not data.

        Args:
            start_s: beginning of the window, seconds since the epoch.
            end_s: its end.
            interval_s: how often the series are recorded, from which the size of an answer follows.
            allowance: what this may take; it is shared by all calls that somebody waits for together.
        """
        ...


class HistorySource(Protocol):
    """Where a backtest gets weeks of history from, in pieces that fit into memory.

    Raises (all methods):
        TemporaryError: unreachable, slow, partial or warned about: not data.
        PermanentError: the query is refused, e.g. because it would load too much.
    """

    def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        """Evaluate a query at `start_s`, `start_s + step_s`, … up to `end_s`; a series has samples only where it answers."""
        ...

    def value(self, query: str, at_s: float) -> float | None:
        """Evaluate a query that answers one number at one time; None when it answers nothing."""
        ...


class LimitSource(Protocol):
    """Where it is seen which series stood at their limit.

    Raises:
        TemporaryError: unreachable, slow, partial or warned about: not data.
        PermanentError: the query is refused, or its answer is too large.
    """

    def reached(
        self, forecast: str, start_s: float, end_s: float, step_s: float, interval_s: float
    ) -> list[LabelledSeries]:
        """Return every recorded series of a forecast that was at its limit, with a sample at each step in which it was.

        Args:
            start_s: end of the first step, seconds since the epoch; `end_s` that of the last.
            interval_s: how often the series are recorded.
        """
        ...


class Cluster(Protocol):
    """What is read from and written to Kubernetes.

    Raises (all methods):
        TemporaryError: unreachable, throttled or failing (429, 5xx).
        ConflictError: a resourceVersion precondition failed (409).
        NotFoundError: the object does not exist (404).
        PermanentError: unauthorised, forbidden, invalid (401, 403, 422).
    """

    def rehearsal(self) -> "Cluster":
        """Return the same cluster, in which every change is checked and answered as in this one, and none is made."""
        ...

    def owner_of(self, namespace: str, pod: str) -> Target:
        """Follow the controlling owner references of a pod to the topmost object, which must be one that can be scaled."""
        ...

    def workload(self, target: Target) -> Workload:
        """Read a workload and the autoscaler that owns its replicas."""
        ...

    def annotated(self, namespace: str, kinds: Sequence[str], annotation: str) -> tuple[list[Annotated], list[str]]:
        """Return a namespace's objects of some kinds that carry an annotation, and what could not be looked through.

        A kind that the cluster does not know has no objects.
        """
        ...

    def annotate(self, target: Target, annotations: Mapping[str, str | None], resource_version: str) -> str:
        """Set (or with None remove) annotations on the workload; return the new resourceVersion."""
        ...

    def set_replicas(self, target: Target, replicas: int, resource_version: str) -> None:
        """Set the absolute replica count through the `scale` subresource."""
        ...

    def set_floor(self, target: Target, above: Autoscaler, floor: int, annotations: Mapping[str, str | None]) -> None:
        """Set the absolute floor of the autoscaler above a workload, and annotations on it, in one patch.

        The patch is refused unless the autoscaler still has the resourceVersion with which it was read.
        """
        ...

    def volume(self, target: Target) -> Volume:
        """Read a claim for a volume and the class that it grows by."""
        ...

    def set_storage(
        self, target: Target, size_bytes: int, annotations: Mapping[str, str], resource_version: str
    ) -> None:
        """Let a claim ask for an absolute size, and set annotations on it, in one patch."""
        ...

    def rollout(self, target: Target) -> Rollout:
        """Read a workload and how it replaces its pods."""
        ...

    def restart(self, target: Target, stamp: str, annotations: Mapping[str, str | None], resource_version: str) -> None:
        """Have all pods of a workload replaced, and set annotations on it, in one patch.

        Args:
            stamp: time of the restart, ISO 8601; the same one again replaces nothing.
        """
        ...

    def pods(self, target: Target) -> tuple[str, ...]:
        """Return the names of a workload's pods."""
        ...

    def trouble(self, target: Target) -> str:
        """Say why pods of a workload are refused or wait for a node, empty when none is."""
        ...

    def memory(self, target: Target, container: str) -> ContainerMemory:
        """Read the memory of a pod's container, and what whoever makes the pods would give to the next."""
        ...

    def annotate_pod(self, target: Target, annotations: Mapping[str, str], resource_version: str) -> str:
        """Set annotations on a pod; return the new resourceVersion."""
        ...

    def set_memory(
        self, target: Target, container: str, limit_bytes: int, request_bytes: int, resource_version: str
    ) -> None:
        """Resize a container in place, to an absolute limit and request."""
        ...

    def record_event(self, target: Target, *, name: str, type: str, reason: str, message: str, at_s: float) -> None:
        """Create a Kubernetes Event about a workload; one of this name that is there already is this one.

        Args:
            type: `Normal` or `Warning`.
            reason: CamelCase, for machines.
            at_s: when it happened, seconds since the epoch.
        """
        ...


class Inspector(Protocol):
    """What is read to find out whether something would be in the way of a change.

    Raises (all methods):
        TemporaryError, PermanentError: as `Cluster`.
    """

    def missing(self, namespace: str, rights: Sequence[Right]) -> tuple[Right, ...]:
        """Return those of the rights that the receiver does not have in a namespace."""
        ...

    def pod_shape(self, target: Target) -> PodShape:
        """Read the pod template of a workload."""
        ...

    def quotas(self, namespace: str) -> tuple[Quota, ...]:
        """Read the ResourceQuotas of a namespace with what is used of them."""
        ...

    def limit_ranges(self, namespace: str) -> tuple[LimitRange, ...]:
        """Read the LimitRanges of a namespace, those about containers and pods."""
        ...

    def disruption_budgets(self, namespace: str, labels: Mapping[str, str]) -> tuple[DisruptionBudget, ...]:
        """Read the PodDisruptionBudgets over pods with these labels."""
        ...

    def nodes(self) -> tuple[Node, ...]:
        """Read every node and what its pods leave of it; the answer may be half a minute old."""
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


class Found(StrEnum):
    """What a look at the cluster says of an intent. done: the value is raised and on our loan. begun: the loan is written, the
    value is not raised yet. absent: nothing of it is there (any more)."""

    DONE = "done"
    BEGUN = "begun"
    ABSENT = "absent"


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


class Notifier(Protocol):
    """A way to tell people. Rendering is pure; what was rendered is stored before it is sent."""

    def render(self, event: Event) -> Rendered | None:
        """Return the message, None when this event is not for this notifier."""
        ...

    def digest(self, digest: Digest) -> Mapping[str, Any] | None:
        """Return a message about many incidents at once, None when there is nothing to tell; also for what never folds."""
        ...

    def reaches(self, route: str) -> bool:
        """Tell whether a route that nobody chose (`default`) leads anywhere; True where a secret may only be missing yet."""
        ...

    def spacing_s(self, route: str) -> float:
        """Return the least time between two messages on one route, seconds; 0 where nobody minds."""
        ...

    def send(self, message: Mapping[str, Any], route: str, sent: Sent) -> None:
        """Deliver one rendered message.

        Args:
            sent: what earlier messages about the same episode left behind, and where to leave something for the next ones.

        Raises:
            TemporaryError: try again (with `retry_after_s` when the service said so).
            PermanentError: it will never be taken.
        """
        ...


class Silencer(Protocol):
    """Whoever can keep an alert from being told for a while."""

    def silence(self, labels: Mapping[str, str], starts_s: float, ends_s: float, by: str, comment: str) -> str:
        """Silence the alert with exactly these labels; return the silence's id.

        Args:
            starts_s: from when, seconds since the epoch.
            ends_s: until when.

        Raises:
            TemporaryError: try again. PermanentError: it will never be done.
        """
        ...


class Replies(Protocol):
    """A way to change a message in which somebody pressed a button."""

    def reply(self, url: str, message: Mapping[str, Any]) -> None:
        """Send what Slack shall make of the message to the address that came with the press.

        Raises:
            TemporaryError: it did not arrive. PermanentError: it is no address of Slack's, or refused.
        """
        ...

"""The annotation that says: this value is on loan, from whom, until when, and what to give back.

It is written on the object that carries the raised field, so that it survives the loss of the receiver's database: it also
says for which alert, so that the forecast can be asked. A lease that takes over an earlier one carries that one in itself:
should the step not be carried out, the earlier loan is still to be given back, and only the one whose lease the object
carries can do that.

While a step of giving back is under way, `to` names where it leads: the value is ours before and after it.

With a key it is signed (HMAC-SHA-256 over everything but the earlier lease, which has a signature of its own); the target is
part of what is signed, so that it means nothing on another object. https://www.rfc-editor.org/rfc/rfc2104

Whoever may annotate the object can have written it, so it is read as strictly as what comes over the wire.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from receiver import conventions
from receiver.domain.lent import UNKNOWN, Birth, Lent, Unreadable
from receiver.domain.remediation import Remediation
from receiver.domain.target import Target

LEASE_KEY = f"{conventions.ANNOTATION_PREFIX}/lease"

_UNSIGNED = ("before", "signature")
_Name = Annotated[str, Field(min_length=1, max_length=512)]
_Count = Annotated[int, Field(ge=0, strict=True)]


def _of_these_times(moment: datetime) -> datetime:
    """At the ends of the calendar there are moments that no other time zone can say."""
    if not 1970 <= moment.year < 3000:
        raise ValueError("nobody lends then")
    return moment.replace(tzinfo=moment.tzinfo or UTC)


_Moment = Annotated[datetime, AfterValidator(_of_these_times)]


def _no_keys() -> Sequence[bytes]:
    return ()


@dataclass(frozen=True, slots=True)
class Seal:
    """Says whose leases are ours.

    Attributes:
        owner: name of this receiver; two that share a cluster have two.
        birth: which database is this receiver's.
        keys: secrets to sign with, the first, and to check against, all; none = leases are not signed.
    """

    owner: str = "default"
    keys: Callable[[], Sequence[bytes]] = _no_keys
    birth: Birth = UNKNOWN

    def written(self, remediation: Remediation, over: Mapping[str, str] | None = None) -> dict[str, str | None]:
        """Return the annotation for a remediation's lease; `over` = the annotations that it replaces."""
        plan = remediation.plan
        lease: dict[str, Any] = {
            "id": remediation.id,
            "owner": self.owner,
            "manager": conventions.FIELD_MANAGER,
            "action": plan.action,
            "target": str(plan.target),
            "forecast": remediation.forecast,
            "labels": dict(remediation.labels),
            "field": plan.field,
            "previous": plan.previous,
            "wanted": remediation.lent,
            "at": datetime.fromtimestamp(remediation.created_at_s, UTC).isoformat(timespec="seconds"),
            "until": datetime.fromtimestamp(remediation.lease_until_s, UTC).isoformat(timespec="seconds"),
        }
        if self.birth.id:
            lease["store"] = self.birth.id
        if remediation.lowering_to is not None:
            lease["to"] = remediation.lowering_to
        for key in list(self.keys())[:1]:
            lease["signature"] = _signature(lease, key)
        before = _before(remediation, over or {})
        return {LEASE_KEY: json.dumps(lease | ({"before": before} if before else {}))}

    def read(self, annotations: Mapping[str, str]) -> Lent | Unreadable | None:
        """Return the lease on an object, why it is none, or None where there is no such annotation.

        Another receiver signs with another key: of its leases no signature is looked at, and nothing is believed.
        """
        if LEASE_KEY not in annotations:
            return None
        try:
            lease = json.loads(annotations[LEASE_KEY])
            written = _Written.model_validate(lease)
            target = Target.parse(written.target)
        except ValidationError as error:
            where = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]}))
            return Unreadable(f"it is not what this receiver writes ({where or 'no object'})")
        except (ValueError, RecursionError):
            return Unreadable("it is not what this receiver writes (no JSON, or no target)")
        keys = self.keys() if written.owner == self.owner else ()
        if keys and not any(
            hmac.compare_digest(written.signature.encode(), _signature(lease, key).encode()) for key in keys
        ):
            return Unreadable(
                "its signature does not fit, so somebody else (another receiver of this name?) wrote or changed it"
            )
        return written.as_lent(target, signed=bool(keys))


class _Written(BaseModel):
    """The annotation's shape; what a later version adds is passed over."""

    model_config = ConfigDict(extra="ignore")

    id: Annotated[str, Field(pattern="^[0-9a-f]{8}$")]
    owner: _Name
    action: _Name
    target: Annotated[str, Field(pattern="^[^/]+/[^/]+/[^/]+$", max_length=512)]
    forecast: _Name
    labels: Annotated[dict[str, str], Field(max_length=64)]
    field: _Name
    previous: _Count
    wanted: _Count
    to: _Count | None = None
    at: _Moment | None = None
    until: _Moment
    store: Annotated[str, Field(max_length=64)] = ""
    signature: str = ""

    def as_lent(self, target: Target, *, signed: bool) -> Lent:
        return Lent(
            id=self.id,
            owner=self.owner,
            action=self.action,
            target=target,
            forecast=self.forecast,
            labels=self.labels,
            field=self.field,
            previous=self.previous,
            values=(self.wanted,) if self.to is None else (self.wanted, self.to),
            until_s=self.until.timestamp(),
            signed=signed,
            store=self.store,
            at_s=None if self.at is None else self.at.timestamp(),
        )


def removed() -> dict[str, str | None]:
    """Return the patch that takes the annotation away."""
    return {LEASE_KEY: None}


def as_before(remediation: Remediation, annotations: Mapping[str, str]) -> dict[str, str | None]:
    """Return the patch that brings back the lease which a remediation's took over, or takes the annotation away."""
    before = _before(remediation, annotations)
    return {LEASE_KEY: json.dumps(before)} if before else removed()


def is_held_by(remediation: Remediation, annotations: Mapping[str, str]) -> bool:
    """Tell whether an object's annotations carry this remediation's lease."""
    return _read(annotations).get("id") == remediation.id


def lends(annotations: Mapping[str, str], previous: int, value: int) -> bool:
    """Tell whether an object's annotations say that `value` is on loan, with `previous` to be given back."""
    lease = _read(annotations)
    return lease.get("previous") == previous and value in (lease.get("wanted"), lease.get("to"))


def _before(remediation: Remediation, annotations: Mapping[str, str]) -> dict[str, Any]:
    lease = _read(annotations)
    if lease.get("id") == remediation.id:
        lease = lease.get("before") or {}
    return {name: value for name, value in lease.items() if name != "before"}


def _read(annotations: Mapping[str, str]) -> dict[str, Any]:
    try:
        lease = json.loads(annotations.get(LEASE_KEY, "{}"))
    except (ValueError, RecursionError):
        return {}
    return lease if isinstance(lease, dict) else {}


def _signature(lease: Mapping[str, Any], key: bytes) -> str:
    signed = {name: value for name, value in lease.items() if name not in _UNSIGNED}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":"))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()

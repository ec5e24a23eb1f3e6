"""Alertmanager's webhook body, version 4, as far as it is needed: unknown fields are ignored, newer versions add some.

Each alert is judged by itself: Alertmanager sends a group as a whole again and again, so one alert that can never be read would
otherwise take its siblings with it at every flush.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar

from pydantic import Field, TypeAdapter, ValidationError, WithJsonSchema
from typing_extensions import TypedDict  # pydantic cannot see into Python 3.11's own

from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import PayloadError
from receiver.web.problems import problems

T = TypeVar("T")

_Text = Annotated[str, Field(max_length=16_384)]
_Labels = Annotated[dict[Annotated[str, Field(max_length=1024)], _Text], Field(max_length=128)]
_MOST_ALERTS = 65_536
"""As many as fit the default RECEIVER_MAX_BODY_BYTES at 512 bytes each; real ones have more, so that bytes limit a group."""
_RFC_3339 = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$"
"""https://www.rfc-editor.org/rfc/rfc3339#section-5.6"""


_NUL = b"\\u0000"
"""As JSON writes it."""

_REPLACED = "\ufffd"
"""Stands for what cannot be written."""


class AlertBody(TypedDict):
    """One alert of the group; `generatorURL` is not used and never fetched. What cannot be read as `endsAt` is no end."""

    status: Literal["firing", "resolved"]
    labels: _Labels
    annotations: NotRequired[_Labels]
    startsAt: Annotated[str, Field(pattern=_RFC_3339), WithJsonSchema({"type": "string", "format": "date-time"})]
    endsAt: NotRequired[Annotated[Any, WithJsonSchema({"type": "string", "format": "date-time"})]]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]


class GroupBody(TypedDict, Generic[T]):
    """The body around the alerts. The group's own status is not read: it is computed after truncation and can be wrong."""

    version: Literal["4"]
    truncatedAlerts: NotRequired[Annotated[int, Field(ge=0, lt=2**64)]]
    alerts: Annotated[list[T], Field(max_length=_MOST_ALERTS)]


_WHOLE = TypeAdapter(GroupBody[AlertBody])
"""A typed dictionary, read in one go: a fifth of the time that a model per alert takes."""
_ENVELOPE = TypeAdapter(GroupBody[Any])
_ALERT = TypeAdapter(AlertBody)


@dataclass(frozen=True)
class Refused:
    """An alert that can never be read: its JSON, and why."""

    body: bytes
    reason: str


@dataclass(frozen=True)
class Group:
    """What a body holds.

    Attributes:
        truncated: how many alerts Alertmanager cut off.
    """

    alerts: list[Alert]
    refused: list[Refused]
    truncated: int


def parse(body: bytes, encoding: str | None = None) -> Group:
    """Read a request body.

    Args:
        encoding: the Content-Encoding; what is compressed is never unpacked.

    Raises:
        PayloadError: compressed, not JSON, or not an Alertmanager body of version 4; names the places.
    """
    if encoding:
        raise PayloadError("a compressed body is not read; Alertmanager sends none")
    group = _read(body)
    return replace(group, alerts=list(map(_storable, group.alerts))) if _NUL in body else group


def _read(body: bytes) -> Group:
    try:
        group = _WHOLE.validate_json(body)
        return Group([_to_alert(alert) for alert in group["alerts"]], [], group.get("truncatedAlerts", 0))
    except ValueError:
        return _alert_by_alert(body)


def _alert_by_alert(body: bytes) -> Group:
    """The slow way, for a body of which something cannot be read."""
    try:
        group = _ENVELOPE.validate_json(body)
    except ValidationError as error:
        raise PayloadError(problems(error, "body")) from error
    alerts, refused = [], []
    for position, document in enumerate(group["alerts"]):
        try:
            alerts.append(_to_alert(_ALERT.validate_python(document)))
        except ValueError as error:
            reason = _problem(error, position)
            refused.append(Refused(json.dumps(document, ensure_ascii=False).encode(), reason))
    return Group(alerts, refused, group.get("truncatedAlerts", 0))


def _problem(error: ValueError, position: int) -> str:
    """A ValidationError is a ValueError, too; the plain one comes from a moment that no calendar has."""
    place = f"alerts.{position}"
    if isinstance(error, ValidationError):
        return problems(error, place, f"{place}.")
    return f"{place}.startsAt: {error}"


def _to_alert(alert: AlertBody) -> Alert:
    return Alert(
        fingerprint=alert["fingerprint"],
        status=AlertStatus(alert["status"]),
        labels=alert["labels"],
        annotations=alert.get("annotations", {}),
        starts_at_s=datetime.fromisoformat(alert["startsAt"]).timestamp(),
        ends_at_s=_end(alert.get("endsAt")) if alert["status"] == "resolved" else None,
    )


def _storable(alert: Alert) -> Alert:
    """PostgreSQL takes no NUL in a text. The alert is not refused: people are told that there are no data by its labels."""
    labels, annotations = (
        {name.replace("\0", _REPLACED): text.replace("\0", _REPLACED) for name, text in one.items()}
        for one in (alert.labels, alert.annotations)
    )
    return replace(alert, labels=labels, annotations=annotations)


def _end(told: object) -> float | None:
    """Go's zero time, which is what is sent of an end that is not known, is none."""
    if not isinstance(told, str) or re.match(_RFC_3339, told) is None or told.startswith("0001-"):
        return None
    try:
        return datetime.fromisoformat(told).timestamp()
    except ValueError:
        return None

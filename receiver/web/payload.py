"""Alertmanager's webhook body, version 4, as far as it is needed: unknown fields are ignored, newer versions add some.

Each alert is judged by itself: Alertmanager sends a group as a whole again and again, so one alert that can never be read would
otherwise take its siblings with it at every flush.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import PayloadError

_Text = Annotated[str, Field(max_length=16_384)]
_Labels = Annotated[dict[Annotated[str, Field(max_length=1024)], _Text], Field(max_length=128)]
_MOST_ALERTS = 65_536
"""As many as fit the default RECEIVER_MAX_BODY_BYTES at 512 bytes each; real ones have more, so that bytes limit a group."""
_ERRORS_SHOWN = 5
_PLACE_SHOWN = 200
_DATE_AND_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def _written_out(value: object) -> object:
    """Only RFC 3339 names a moment; pydantic would also take a number, or one in a string, as seconds or milliseconds."""
    if not isinstance(value, str) or not _DATE_AND_TIME.match(value):
        raise PydanticCustomError("date_and_time", "Input should be a string with date, time and offset")
    return value


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class AlertBody(_Wire):
    """One alert of the group; `endsAt` and `generatorURL` are not used, the latter is never fetched."""

    status: Literal["firing", "resolved"]
    labels: _Labels
    annotations: _Labels = Field(default_factory=dict)
    startsAt: Annotated[AwareDatetime, BeforeValidator(_written_out)]
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]


class _Envelope(_Wire):
    """The body around the alerts. The group's own status is not read: it is computed after truncation and can be wrong."""

    version: Literal["4"]
    truncatedAlerts: Annotated[int, Field(ge=0, lt=2**64)] = 0
    alerts: Annotated[list[Any], Field(max_length=_MOST_ALERTS)]


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


def parse(body: bytes) -> Group:
    """Read a request body.

    Raises:
        PayloadError: not JSON, or not an Alertmanager body of version 4; names the places.
    """
    try:
        envelope = _Envelope.model_validate_json(body)
    except ValidationError as error:
        raise PayloadError(_problems(error, "body")) from error
    alerts, refused = [], []
    for position, document in enumerate(envelope.alerts):
        try:
            alerts.append(_to_alert(AlertBody.model_validate(document)))
        except ValidationError as error:
            reason = _problems(error, f"alerts.{position}", f"alerts.{position}.")
            refused.append(Refused(json.dumps(document, ensure_ascii=False).encode(), reason))
    return Group(alerts, refused, envelope.truncatedAlerts)


def _problems(error: ValidationError, whole: str, prefix: str = "") -> str:
    shown = error.errors(include_url=False, include_input=False, include_context=False)[:_ERRORS_SHOWN]
    return "; ".join(f"{_place(problem['loc'], whole, prefix)}: {problem['msg']}" for problem in shown)


def _place(location: tuple[int | str, ...], whole: str, prefix: str) -> str:
    """A label's name can be anything: what cannot be printed cannot be logged, and some databases refuse it."""
    place = prefix + ".".join(map(str, location)) if location else whole
    return "".join(one if one.isprintable() else "�" for one in place[:_PLACE_SHOWN])


def _to_alert(alert: AlertBody) -> Alert:
    return Alert(
        fingerprint=alert.fingerprint,
        status=AlertStatus(alert.status),
        labels=alert.labels,
        annotations=alert.annotations,
        starts_at_s=alert.startsAt.timestamp(),
    )

"""Alertmanager's webhook body, version 4, as far as it is needed: unknown fields are ignored, newer versions add some.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from receiver.domain.alert import Alert, AlertStatus
from receiver.errors import PayloadError

_Text = Annotated[str, Field(max_length=16_384)]
_Labels = Annotated[dict[Annotated[str, Field(max_length=1024)], _Text], Field(max_length=128)]
_ERRORS_SHOWN = 5


class _Wire(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class AlertBody(_Wire):
    """One alert of the group; `endsAt` and `generatorURL` are not used, the latter is never fetched."""

    status: Literal["firing", "resolved"]
    labels: _Labels
    annotations: _Labels = Field(default_factory=dict)
    startsAt: AwareDatetime
    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]


class GroupBody(_Wire):
    """The whole body. The group's own status is not read: it is computed after truncation and can be wrong."""

    version: Literal["4"]
    truncatedAlerts: Annotated[int, Field(ge=0, lt=2**64)] = 0
    alerts: Annotated[list[AlertBody], Field(max_length=20_000)]


def parse(body: bytes) -> GroupBody:
    """Read a request body.

    Raises:
        PayloadError: not JSON, or not an Alertmanager body of version 4; names the places.
    """
    try:
        return GroupBody.model_validate_json(body)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, problem['loc'])) or 'body'}: {problem['msg']}"
            for problem in error.errors(include_url=False, include_input=False)[:_ERRORS_SHOWN]
        ]
        raise PayloadError("; ".join(problems)) from error


def to_alerts(group: GroupBody) -> list[Alert]:
    """Free the alerts from the wire format."""
    return [
        Alert(
            fingerprint=alert.fingerprint,
            status=AlertStatus(alert.status),
            labels=alert.labels,
            annotations=alert.annotations,
            starts_at_s=alert.startsAt.timestamp(),
        )
        for alert in group.alerts
    ]

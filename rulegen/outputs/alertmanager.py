"""The part of an Alertmanager configuration that brings forecasts to the receiver.

A snippet: its lists are appended to `route.routes` and `receivers` of the configuration that is there already.
"""

from dataclasses import dataclass

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Forecast
from rulegen.outputs.yamlfile import dump

_GROUP_WAIT = Duration.parse("10s")
_GROUP_INTERVAL = Duration.parse("1m")
_REPEAT_MOST = Duration.parse("15m")
_RENEWALS = 4
"""Repeats per lease, so that one lost delivery does not let a lease run out."""

_SECOND_MS = 1000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where Alertmanager finds the receiver.

    Attributes:
        url: of `POST /api/v1/alerts`.
        credentials_file: file beside Alertmanager that holds the bearer token.
    """

    url: str
    credentials_file: str


def route_snippet(forecasts: list[Forecast], endpoint: Endpoint, compress: int) -> str:
    """Route and receiver.

    Args:
        forecasts: of all catalog files; their shortest lease bounds the repeat interval.
        compress: divisor of compressed time.
    """
    shortest = min(forecast.remediation.lease for forecast in forecasts)
    repeat = min(_REPEAT_MOST.divided(compress, _SECOND_MS), shortest.divided(_RENEWALS, _SECOND_MS))
    route = {
        "receiver": conventions.RECEIVER_NAME,
        "matchers": [f'{conventions.LABEL_FORECAST}=~".+"'],
        "group_by": ["alertname", conventions.LABEL_FORECAST, "namespace"],
        "group_wait": str(_GROUP_WAIT.divided(compress, _SECOND_MS)),
        "group_interval": str(_GROUP_INTERVAL.divided(compress, _SECOND_MS)),
        "repeat_interval": str(repeat),
    }
    webhook = {
        "url": endpoint.url,
        "send_resolved": True,
        "max_alerts": 0,
        "http_config": {"authorization": {"type": "Bearer", "credentials_file": endpoint.credentials_file}},
    }
    receiver = {"name": conventions.RECEIVER_NAME, "webhook_configs": [webhook]}
    return dump({"routes": [route], "receivers": [receiver]}, "the catalog")

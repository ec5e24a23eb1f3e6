"""The part of an Alertmanager configuration that brings forecasts to the receiver.

A snippet: its lists are appended to `route.routes`, `receivers` and `inhibit_rules` of the configuration that is there.
"""

from dataclasses import dataclass
from typing import Any

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
        credentials_secret: name and key of the Secret beside the AlertmanagerConfig that holds it.
    """

    url: str
    credentials_file: str
    credentials_secret: tuple[str, str] = (conventions.RECEIVER_NAME, "token")


def route_snippet(forecasts: list[Forecast], endpoint: Endpoint, compress: int) -> str:
    """Route and receiver.

    Args:
        forecasts: of all catalog files; their shortest lease bounds the repeat interval.
        compress: divisor of compressed time.
    """
    route = route_data(forecasts, compress)
    webhook = {
        "url": endpoint.url,
        "send_resolved": True,
        "max_alerts": 0,
        "http_config": {"authorization": {"type": "Bearer", "credentials_file": endpoint.credentials_file}},
    }
    receiver = {"name": conventions.RECEIVER_NAME, "webhook_configs": [webhook]}
    inhibit = inhibit_rules(forecasts)
    return dump({"routes": [route], "receivers": [receiver], "inhibit_rules": inhibit}, "the catalog")


def route_data(forecasts: list[Forecast], compress: int) -> dict[str, Any]:
    """The route; repeats come often enough that no lease runs out while its forecast stands.

    Alertmanager looks whether to repeat once per group interval, so that is never the longer of the two.
    """
    shortest = min(forecast.remediation.lease for forecast in forecasts)
    repeat = min(_REPEAT_MOST.divided(compress, _SECOND_MS), shortest.divided(_RENEWALS, _SECOND_MS))
    return {
        "receiver": conventions.RECEIVER_NAME,
        "matchers": [f'{conventions.LABEL_FORECAST}=~".+"'],
        "group_by": ["alertname", conventions.LABEL_FORECAST, "namespace"],
        "group_wait": str(_GROUP_WAIT.divided(compress, _SECOND_MS)),
        "group_interval": str(min(_GROUP_INTERVAL.divided(compress, _SECOND_MS), repeat)),
        "repeat_interval": str(repeat),
    }


def inhibit_rules(forecasts: list[Forecast]) -> list[dict[str, Any]]:
    """Critical mutes warning of the same series; a real alert mutes the forecast of what has happened already.

    Labels that an alert lacks on both sides count as equal, so one rule with every by-label serves all forecasts. A warning
    that may act where its critical may not stays audible: muted, its action would never begin, or lose its lease.
    """
    alone = [forecast.name for forecast in forecasts if _warning_acts_alone(forecast)]
    spared = [f'{conventions.LABEL_FORECAST}!~"{"|".join(sorted(alone))}"'] if alone else []
    every_label = sorted({label for forecast in forecasts for label in forecast.by})
    severities = {
        "source_matchers": [f'{conventions.LABEL_FORECAST}=~".+"', 'severity="critical"'],
        "target_matchers": [f'{conventions.LABEL_FORECAST}=~".+"', 'severity="warning"', *spared],
        "equal": [conventions.LABEL_FORECAST, *every_label],
    }
    real = [
        {
            "source_matchers": [f'alertname="{mute.alert}"'],
            "target_matchers": [f'{conventions.LABEL_FORECAST}="{forecast.name}"'],
            "equal": list(mute.equal),
        }
        for forecast in sorted(forecasts, key=lambda f: f.name)
        for mute in forecast.muted_by
    ]
    return [severities, *real]


def _warning_acts_alone(forecast: Forecast) -> bool:
    rungs = [rung.severities for rung in forecast.remediation.rungs if rung.action != "none"]
    return any("warning" in severities and "critical" not in severities for severities in rungs)

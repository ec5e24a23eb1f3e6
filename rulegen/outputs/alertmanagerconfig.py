"""AlertmanagerConfig custom resources of the Prometheus operator.

By default the operator adds a matcher on the resource's own namespace to the route: alerts without a `namespace` label, or of
other namespaces, never arrive. Set `alertmanagerConfigMatcherStrategy: {type: None}` on the Alertmanager, or use the
plain snippet.
"""

import re
from collections.abc import Mapping
from typing import Any

from rulegen import conventions
from rulegen.model.forecast import Forecast
from rulegen.outputs.alertmanager import Endpoint, inhibit_rules, route_data
from rulegen.outputs.yamlfile import dump

_MATCHER = re.compile(r'(\w+)(=~|!~|=)"(.*)"')


def alertmanager_config(forecasts: list[Forecast], endpoint: Endpoint, compress: int, labels: Mapping[str, str]) -> str:
    """The resource; the bearer token is read from a secret beside it."""
    route = route_data(forecasts, compress)
    name, key = endpoint.credentials_secret
    authorization = {"type": "Bearer", "credentials": {"name": name, "key": key}}
    webhook = {
        "url": endpoint.url,
        "sendResolved": True,
        "maxAlerts": 0,
        "httpConfig": {"authorization": authorization},
    }
    spec = {
        "route": {
            "receiver": route["receiver"],
            "matchers": [_matcher(text) for text in route["matchers"]],
            "groupBy": route["group_by"],
            "groupWait": route["group_wait"],
            "groupInterval": route["group_interval"],
            "repeatInterval": route["repeat_interval"],
        },
        "receivers": [{"name": conventions.RECEIVER_NAME, "webhookConfigs": [webhook]}],
        "inhibitRules": [_inhibit(rule) for rule in inhibit_rules(forecasts)],
    }
    body = {"apiVersion": "monitoring.coreos.com/v1alpha1", "kind": "AlertmanagerConfig"}
    metadata = {"name": conventions.RECEIVER_NAME, **({"labels": dict(labels)} if labels else {})}
    return dump({**body, "metadata": metadata, "spec": spec}, "the catalog")


def out_of_reach(forecasts: list[Forecast]) -> list[str]:
    """Forecasts that the operator's own namespace matcher would keep from the route."""
    return [forecast.name for forecast in forecasts if "namespace" not in forecast.by]


def _inhibit(rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "sourceMatch": [_matcher(text) for text in rule["source_matchers"]],
        "targetMatch": [_matcher(text) for text in rule["target_matchers"]],
        "equal": rule["equal"],
    }


def _matcher(text: str) -> dict[str, str]:
    match = _MATCHER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a matcher of ours: {text}")
    name, operator, value = match.groups()
    return {"name": name, "value": value, "matchType": operator}

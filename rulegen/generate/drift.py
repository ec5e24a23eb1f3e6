"""Does what runs equal what the catalog says? Expressions are compared by meaning, not by spelling."""

from collections.abc import Iterable, Mapping
from typing import Any

from kubernetes import client, config
from kubernetes.client.exceptions import ApiException
from kubernetes.config.config_exception import ConfigException
from urllib3.exceptions import HTTPError

from rulegen.durations import Duration
from rulegen.errors import UnreachableError
from rulegen.generate.prometheus import Prometheus
from rulegen.promql.inspect import normal_form

_OURS = "forecast-"
_MANAGED = "app.kubernetes.io/managed-by=rulegen"

State = dict[str, tuple[float, tuple[str, ...]]]
"""Group → seconds between evaluations, and its rules in order, each as one comparable line."""


def planned_state(groups: Iterable[Mapping[str, Any]]) -> State:
    """Groups in the form of a rule file."""
    return {
        group["name"]: (Duration.parse(group["interval"]).seconds, tuple(_planned(rule) for rule in group["rules"]))
        for group in groups
    }


def running_state(server: Prometheus) -> State:
    """Our groups on a Prometheus.

    Raises:
        UnreachableError: it does not answer.
    """
    return {
        group["name"]: (float(group["interval"]), tuple(_running(rule) for rule in group["rules"]))
        for group in server.rule_groups()
        if group["name"].startswith(_OURS)
    }


def cluster_state(context: str | None) -> State:
    """Our groups in the PrometheusRule resources of a cluster.

    Raises:
        UnreachableError: no kubeconfig, or the API server does not answer.
    """
    try:
        connection = config.new_client_from_config(context=context)  # type: ignore[no-untyped-call]
        listed: Any = client.CustomObjectsApi(connection).list_cluster_custom_object(
            "monitoring.coreos.com", "v1", "prometheusrules", label_selector=_MANAGED, _request_timeout=30
        )
    except (ConfigException, ApiException, HTTPError) as error:
        raise UnreachableError(f"the cluster does not answer: {error}") from error
    return planned_state(group for item in listed["items"] for group in item["spec"]["groups"])


def drift(planned: State, running: State) -> list[str]:
    """One line per difference: missing (-), unknown (+), changed (~)."""
    lines = [f"- group {name} is not running" for name in sorted(planned.keys() - running.keys())]
    lines += [f"+ group {name} runs, but is not in the catalog" for name in sorted(running.keys() - planned.keys())]
    for name in sorted(planned.keys() & running.keys()):
        lines.extend(_changes(name, planned[name], running[name]))
    return lines


def _changes(name: str, planned: tuple[float, tuple[str, ...]], running: tuple[float, tuple[str, ...]]) -> list[str]:
    lines = []
    if planned[0] != running[0]:
        lines.append(f"~ group {name}: every {running[0]:g} s instead of {planned[0]:g} s")
    lines += [f"~ group {name}: missing: {rule}" for rule in planned[1] if rule not in running[1]]
    lines += [f"~ group {name}: instead: {rule}" for rule in running[1] if rule not in planned[1]]
    return lines


def _planned(rule: Mapping[str, Any]) -> str:
    pending = Duration.parse(rule["for"]).seconds if "for" in rule else 0
    return _line(rule.get("record") or rule["alert"], rule["expr"], rule["labels"], pending)


def _running(rule: Mapping[str, Any]) -> str:
    return _line(rule["name"], rule["query"], rule.get("labels", {}), float(rule.get("duration", 0)))


def _line(name: str, expr: str, labels: Mapping[str, str], pending_s: float) -> str:
    written = ", ".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    flat = " ".join(normal_form(expr).split())
    return f"{name}{{{written}}} for {pending_s:g}s: {flat}"

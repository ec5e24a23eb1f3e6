"""Does what runs equal what the catalog says? Expressions are compared by meaning, not by spelling."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from kubernetes import client, config
from kubernetes.client.exceptions import ApiException
from kubernetes.config.config_exception import ConfigException
from urllib3.exceptions import HTTPError

from rulegen.durations import Duration
from rulegen.errors import UnreachableError
from rulegen.generate.prometheus import Prometheus
from rulegen.promql.inspect import normal_form

_OURS = "forecast-"
_NO_KUBECONFIG = (yaml.YAMLError, OSError, UnicodeDecodeError, TypeError, AttributeError)
"""What the client ends with on a file that is something else."""
_MANAGED = "app.kubernetes.io/managed-by=rulegen"

State = dict[str, tuple[float, tuple[str, ...]]]
"""Group → seconds between evaluations, and its rules in order, each as one comparable line."""


def planned_state(groups: Iterable[Mapping[str, Any]]) -> State:
    """Groups in the form of a rule file, whoever wrote it; one that stands in it twice is told apart."""
    return _state((group["name"], _length_s(group.get("interval")), map(_planned, group["rules"])) for group in groups)


def running_state(server: Prometheus) -> State:
    """Our groups on a Prometheus.

    Raises:
        UnreachableError: it does not answer.
    """
    return _state(
        (group["name"], float(group["interval"]), map(_running, group["rules"]))
        for group in server.rule_groups()
        if group["name"].startswith(_OURS)
    )


def _state(groups: Iterable[tuple[str, float, Iterable[str]]]) -> State:
    state: State = {}
    for called, interval_s, rules in groups:
        name = called
        while name in state:
            name += " (again)"
        state[name] = (interval_s, tuple(rules))
    return state


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
    except (ConfigException, ApiException, HTTPError, *_NO_KUBECONFIG) as error:
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
    pending, kept = _length_s(rule.get("for")), _length_s(rule.get("keep_firing_for"))
    name = rule.get("record") or rule.get("alert") or "a rule without a name"
    return _line(name, str(rule.get("expr", "")), rule.get("labels") or {}, pending, kept)


def _running(rule: Mapping[str, Any]) -> str:
    pending, kept = float(rule.get("duration", 0)), float(rule.get("keepFiringFor", 0))
    return _line(rule["name"], rule["query"], rule.get("labels") or {}, pending, kept)


def _length_s(text: str | None) -> float:
    return 0 if text in (None, "0s") else Duration.parse(text).seconds


def _line(name: str, expr: str, labels: Mapping[str, str], pending_s: float, kept_s: float) -> str:
    written = ", ".join(f'{key}="{value}"' for key, value in sorted(labels.items()))
    kept = f", kept for {kept_s:g}s" if kept_s else ""
    return f"{name}{{{written}}} for {pending_s:g}s{kept}: {_flat(expr)}"


def _flat(expr: str) -> str:
    """What runs may be of somebody else, and in words that our parser does not know."""
    try:
        return " ".join(normal_form(expr).split())
    except ValueError:
        return " ".join(expr.split())

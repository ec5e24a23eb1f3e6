"""One number per workload for its autoscaler: the predicted utilisation, averaged over the replicas.

The average, because an autoscaler multiplies it with the number of replicas: what is used is shared among them, so their
average times their number is what all of them use, whatever their number. Of a pod with several series (containers) the
fullest counts, or a sidecar that is always empty would hide the others.
https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rulegen import conventions
from rulegen.model.autoscaler import Autoscaler, Bounds, Workload
from rulegen.model.forecast import Forecast
from rulegen.promql.text import quoted

_POD = ("namespace", "pod")


@dataclass(frozen=True, slots=True)
class Metric:
    """What an autoscaler follows.

    Attributes:
        name: of the external metric; unique in a run.
        selector: PromQL of the series behind it.
        query: PromQL of the number.
        at: value to aim at.
        namespaced: whether the series tell which namespace they are about.
    """

    name: str
    selector: str
    query: str
    at: float
    namespaced: bool


@dataclass(frozen=True, slots=True)
class Scaled:
    """One workload, its bounds, and all that its autoscaler follows; it takes the metric that asks for the most replicas."""

    workload: Workload
    bounds: Bounds
    metrics: tuple[Metric, ...]


def scaled_workloads(forecasts: list[Forecast], via: str) -> list[Scaled]:
    """Every workload that is scaled this way, in the order of their names."""
    found: dict[Workload, list[tuple[Bounds, Metric]]] = {}
    for forecast, scaler in _wanted(forecasts, via):
        found.setdefault(scaler.workload, []).append((scaler.bounds, _metric(forecast, scaler)))
    return [
        Scaled(workload, parts[0][0], tuple(metric for _, metric in parts))
        for workload, parts in sorted(found.items(), key=lambda item: (item[0].namespace, item[0].kind, item[0].name))
    ]


def _wanted(forecasts: list[Forecast], via: str) -> Iterator[tuple[Forecast, Autoscaler]]:
    for forecast in forecasts:
        for scaler in forecast.autoscalers:
            if scaler.bounds.via == via:
                yield forecast, scaler


def _metric(forecast: Forecast, scaler: Autoscaler) -> Metric:
    matchers = [
        f"{conventions.LABEL_FORECAST}={quoted(forecast.name)}",
        f"{conventions.LABEL_SEVERITY}={quoted(scaler.severity)}",
        *(f"{label}=~{quoted(regex)}" for label, regex in scaler.match),
    ]
    selector = f"{conventions.SERIES_PREDICTED}{{{','.join(matchers)}}}"
    per_pod = f"max by (namespace, pod) ({selector})" if set(_POD) <= set(forecast.by) else selector
    return Metric(scaler.metric(forecast.name), selector, f"avg({per_pod})", scaler.at, "namespace" in forecast.by)

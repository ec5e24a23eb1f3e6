"""`autoscale`: which workloads an HPA or KEDA scales on a forecast (see docs/autoscaling.md)."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from rulegen.catalog import positions
from rulegen.catalog.problems import Reporter
from rulegen.catalog.strict import Strict
from rulegen.catalog.suggest import hint
from rulegen.catalog.types import LabelName, Length, Name, Share, Text
from rulegen.durations import Duration
from rulegen.model.autoscaler import Autoscaler, Bounds, Workload
from rulegen.promql import inspect
from rulegen.promql.dialect import check_regex
from rulegen.promql.text import quoted

COOLDOWN_MOST = Duration.parse("30m")
"""The longest `periodSeconds` of an HPA's scaling policy:
https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/"""

_HASHED = "[a-z0-9]{1,10}-[a-z0-9]{5}"
"""What a Deployment's pods are called after it: the hash of the template, and five letters."""
_POD_ENDINGS = {"Deployment": _HASHED, "Rollout": _HASHED, "StatefulSet": "[0-9]+"}


def _cooldown(value: Duration) -> Duration:
    if not Duration.parse("15s") <= value <= COOLDOWN_MOST:
        raise ValueError(
            f"{value} is not between 15s (how often an HPA looks) and {COOLDOWN_MOST} (as far as it can wait)"
        )
    return value


def _regex(text: str) -> str:
    inspect.parse_written(f"x{{y=~{quoted(text)}}}")
    check_regex(text)
    return text


def _literal(name: str) -> str:
    """Of all that a name may hold, the dot alone means something else in a regular expression."""
    return name.replace(".", r"\.")


class Autoscale(Strict):
    """One workload that Kubernetes itself scales on the forecast."""

    via: Literal["hpa", "keda"] = Field(description="HPA on an external metric, or KEDA's ScaledObject")
    kind: Literal["Deployment", "StatefulSet", "Rollout"] = "Deployment"
    namespace: Name
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]
    min_replicas: int = Field(ge=1, description="never below; 0 would switch an HPA off")
    max_replicas: int = Field(ge=1)
    at: Annotated[Share, Field(gt=0, lt=1)] = Field(default=0.8, description="predicted utilisation to aim at")
    severity: Name | None = Field(
        default=None, description="alert whose windows and horizon predict; default: the nearest"
    )
    max_step: int = Field(default=2, ge=1, description="replicas added within one cooldown")
    cooldown: Annotated[Length, AfterValidator(_cooldown)] = Duration.parse("5m")
    match: dict[LabelName, Annotated[Text, AfterValidator(_regex)]] = Field(
        default={},
        description="by-label → regular expression: which series are the workload's; default: its pods' names",
    )

    def compiled(self, by: list[str], severity: str) -> Autoscaler:
        """With the series that are the workload's.

        Args:
            by: the entry's by-labels.
            severity: what counts where the author named none.
        """
        match = dict(self.match)
        if "namespace" in by:
            match.setdefault("namespace", self.namespace)
        if "pod" in by:
            match.setdefault("pod", f"{_literal(self.name)}-{_POD_ENDINGS[self.kind]}")
        return Autoscaler(
            workload=Workload(self.kind, self.namespace, self.name),
            bounds=Bounds(self.via, self.min_replicas, self.max_replicas, self.max_step, self.cooldown),
            at=self.at,
            severity=self.severity or severity,
            match=tuple((label, match[label]) for label in by if label in match),
        )


def check_autoscale(
    wanted: list[Autoscale], by: list[str], severities: list[str], at: positions.Path, report: Reporter
) -> None:
    """Report what contradicts the entry."""
    for index, one in enumerate(wanted):
        here = (*at, "autoscale", index)
        if one.max_replicas < one.min_replicas:
            report.add((*here, "max_replicas"), f"{one.max_replicas} is below min_replicas {one.min_replicas}")
        if one.severity is not None and one.severity not in severities:
            report.add((*here, "severity"), f"no alert has this severity; {hint(one.severity, severities)}")
        for label in one.match:
            if label not in by:
                report.add((*here, "match", label), f"{label!r} is not one of the by-labels {', '.join(by)}")
        if "pod" not in by and not one.match:
            report.add(here, "nothing says which series are this workload's; add match: {<by-label>: <regex>}")


@dataclass
class AutoscaleSeen:
    """Workloads that entries before scale, with their bounds and the entry that named them first; and whose each metric is."""

    bounds: dict[Workload, tuple[Bounds, str, Path]] = field(default_factory=dict)
    metrics: dict[str, tuple[Workload, str]] = field(default_factory=dict)


def check_across(
    compiled: tuple[Autoscaler, ...], name: str, at: positions.Path, path: Path, seen: AutoscaleSeen, report: Reporter
) -> None:
    """Report a workload that two entries would scale within different bounds, or one entry twice, and a metric of two."""
    for index, one in enumerate(compiled):
        bounds, other, file = seen.bounds.setdefault(one.workload, (one.bounds, name, path))
        here = (*at, "autoscale", index)
        if other == name and one.workload in [before.workload for before in compiled[:index]]:
            report.add(here, f"{one.workload.kind} {one.workload.name} stands twice in this entry")
            continue
        _check_metric(one, name, here, seen, report)
        if bounds != one.bounds:
            report.add(
                here,
                f"{one.workload.kind} {one.workload.name} is scaled within other bounds by {other} in {file};"
                " a workload has one autoscaler, so via, replicas, max_step and cooldown must be the same",
            )


def _check_metric(one: Autoscaler, name: str, here: positions.Path, seen: AutoscaleSeen, report: Reporter) -> None:
    scaled, whose = seen.metrics.setdefault(one.metric(name), (one.workload, name))
    if (scaled, whose) != (one.workload, name):
        report.add(
            here,
            f"its metric {one.metric(name)} is also that of {scaled.kind} {scaled.namespace}/{scaled.name} in {whose}:"
            " names of metrics know neither dots nor dashes; rename an entry, or give one of them an entry of its own",
        )

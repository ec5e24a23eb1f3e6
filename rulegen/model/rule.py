"""Prometheus' own words: rules and groups."""

from collections.abc import Mapping
from dataclasses import dataclass

from rulegen.durations import Duration


@dataclass(frozen=True, slots=True)
class RecordingRule:
    """A query whose result is stored under a new name.

    Attributes:
        labels: added to every resulting series.
    """

    record: str
    expr: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AlertingRule:
    """A query whose every result is an alert.

    Attributes:
        pending: Prometheus' `for`.
        labels: constant; a number in a label would make a new alert at every evaluation.
        annotations: Go templates.
    """

    alert: str
    expr: str
    pending: Duration
    labels: Mapping[str, str]
    annotations: Mapping[str, str]


Rule = RecordingRule | AlertingRule


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are evaluated one after the other at the same moment."""

    name: str
    interval: Duration
    rules: tuple[Rule, ...]

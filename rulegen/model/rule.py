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
        keep_firing: Prometheus' `keep_firing_for`.
    """

    alert: str
    expr: str
    pending: Duration
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    keep_firing: Duration | None = None


Rule = RecordingRule | AlertingRule


@dataclass(frozen=True, slots=True)
class Group:
    """Rules that are evaluated one after the other at the same moment.

    Attributes:
        shareable: depends on nothing within the group, so it may be merged with others of its interval.
        query_offset: how far back in time the group is evaluated, for data that arrives late.
    """

    name: str
    interval: Duration
    rules: tuple[Rule, ...]
    query_offset: Duration | None = None
    shareable: bool = False

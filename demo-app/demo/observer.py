"""Looks at everything once a second: Prometheus, the cluster, the receiver's log, the messages that arrived."""

import math
from collections.abc import Mapping
from typing import Protocol

from demo.journal import Journal, resource
from demo.mailbox import Mailbox
from demo.promapi import PromApi
from demo.story import Seen
from demo.timeline import COMPRESSION

_HORIZON_S = 45 * 60 // COMPRESSION
_SHORT_WINDOW_S = 15 * 60 // COMPRESSION
NAIVE = f"predict_linear(forecast:utilization:ratio[{_SHORT_WINDOW_S}s], {_HORIZON_S}) > 1"
"""What most people write: one window, one extrapolation, no question asked."""


class Cluster(Protocol):
    """What the demo needs to see of a cluster."""

    def replicas(self) -> Mapping[str, int]:
        """Wanted replicas, by Deployment."""
        ...

    def kills_by_app(self) -> Mapping[str, int]:
        """Containers that ran out of memory so far, by Deployment."""
        ...


class Observer:
    """Makes one `Seen` per look."""

    def __init__(self, prometheus: PromApi, cluster: Cluster, mailbox: Mailbox, journal: Journal | None) -> None:
        self._prometheus = prometheus
        self._cluster = cluster
        self._mailbox = mailbox
        self._journal = journal

    def look(self, at_s: float) -> Seen:
        """Look now.

        Raises:
            requests.RequestException: Prometheus does not answer.
        """
        levels = self._prometheus.instant("forecast:utilization:ratio")
        alerts = self._prometheus.instant('ALERTS{forecast!=""}')
        return Seen(
            at_s=at_s,
            utilization={resource(one.labels): one.value for one in levels if math.isfinite(one.value)},
            alerts={resource(one.labels): one.labels["alertstate"] for one in alerts},
            naive=frozenset(resource(one.labels) for one in self._prometheus.instant(NAIVE)),
            replicas=self._cluster.replicas(),
            kills=self._cluster.kills_by_app(),
            logged=self._journal.new() if self._journal else (),
            arrived=self._mailbox.new(),
        )

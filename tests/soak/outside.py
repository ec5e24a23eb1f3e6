"""What the receiver talks to in the soak: a cluster, a Prometheus whose series obey the cluster, and people's inboxes."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from flask import Flask, Response, jsonify, request
from localcluster import objects
from localcluster.access import Access
from localcluster.api import create_app
from localcluster.resources import DEPLOYMENTS, NODES, Resource
from localcluster.store import Object, Store
from loopback.server import LoopbackServer
from sinks import Sinks

from receiver.clients.kubernetes import Kubernetes
from receiver.domain.lease import LEASE_KEY
from receiver.domain.target import Target
from tests.support.apiserver import ApiServer, client_of

NAMESPACE = "shop"
HISTORY_S = 90
INTERVAL_S = 1
_RISE_PER_S = 0.005
_POD = re.compile(r"web-\d+-pod")


@dataclass(frozen=True)
class Change:
    """One write of a Deployment: its replicas and whose lease it carries afterwards, empty for nobody's."""

    name: str
    replicas: int
    lease: str


class Journal(Store):
    """The cluster's objects, with every change of a Deployment written down in order."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    def replace(self, resource: Resource, wanted: Object, *, dry_run: bool = False) -> Object:
        with self.lock:
            stored = super().replace(resource, wanted, dry_run=dry_run)
            if resource is DEPLOYMENTS and not dry_run:
                lease = json.loads(stored["metadata"].get("annotations", {}).get(LEASE_KEY, "{}"))
                change = Change(stored["metadata"]["name"], stored["spec"]["replicas"], lease.get("id", ""))
                self.changes.append(change)
            return stored


@dataclass
class Outside:
    """The running stand-ins.

    Attributes:
        hot: workloads whose memory rises until they are scaled out.
    """

    cluster: ApiServer
    journal: Journal
    sinks: Sinks
    prometheus_url: str = ""
    kubernetes_url: str = ""
    hot: set[str] = field(default_factory=set)

    def values(self, name: str, now_s: float) -> list[list[Any]]:
        """A workload's utilisation over its history: half full, and rising while it is hot and alone."""
        if self.journal.get(DEPLOYMENTS, NAMESPACE, name)["spec"]["replicas"] > 1:
            self.hot.discard(name)
        at_s = now_s - np.arange(HISTORY_S, -1, -INTERVAL_S, dtype=float)
        rise = _RISE_PER_S * (at_s - now_s) if name in self.hot else np.zeros_like(at_s)
        return [[at, f"{0.5 + value:.6f}"] for at, value in zip(at_s.tolist(), rise.tolist(), strict=True)]


@contextmanager
def standing_in(workloads: int, in_front: Callable[[Any], Any] = lambda app: app) -> Iterator[Outside]:
    """Serve all stand-ins, with so many Deployments `web-<n>` in the cluster.

    Args:
        in_front: wraps the cluster's WSGI application, to hold up or lose what it is asked.
    """
    journal, access = Journal(), Access()
    with LoopbackServer(in_front(create_app(journal, access))) as kubernetes, Sinks() as sinks:
        journal.create(NODES, objects.node("stand-in"))
        api = client_of(kubernetes.url, access.token)
        cluster = ApiServer(journal, access, Kubernetes(api, 5.0), api)
        for number in range(workloads):
            cluster.deploy(Target("Deployment", NAMESPACE, f"web-{number}"), f"web-{number}-pod", replicas=1)
        outside = Outside(cluster, journal, sinks, kubernetes_url=kubernetes.url)
        with LoopbackServer(_prometheus(outside)) as prometheus:
            outside.prometheus_url = prometheus.url
            yield outside


def _prometheus(outside: Outside) -> Flask:
    app = Flask("prometheus")

    @app.post("/api/v1/query")
    def query() -> Response:
        now_s = float(request.form["time"])
        pods = sorted(set(_POD.findall(request.form["query"].replace("\\", ""))))
        result = [
            {
                "metric": {
                    "__name__": "forecast:utilization:ratio",
                    "forecast": "memory",
                    "namespace": NAMESPACE,
                    "pod": pod,
                },
                "values": outside.values(pod.removesuffix("-pod"), now_s),
            }
            for pod in pods
        ]
        return jsonify({"status": "success", "data": {"resultType": "matrix", "result": result}})

    return app

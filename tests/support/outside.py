"""The outside services over real HTTP with failures on order, and the whole line with its real adapters in front of them.

One server for all of them, so that a test costs no more than its requests; time is the receiver's own frozen clock, only
time-outs are waited for: short ones where silence is on order, elsewhere such that no busy machine meets them.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIApplication

import numpy as np
from flask import Flask, Response, request
from kubernetes import client
from localcluster import objects
from localcluster.access import Access
from localcluster.api import create_app as kubernetes_app
from localcluster.resources import DEPLOYMENTS, HPAS, NODES
from localcluster.store import Store
from loopback.server import LoopbackServer
from sinks.app import create_app as sinks_app
from sinks.faults import Faults
from sinks.recorder import Recorder
from sinks.slack_api import Workspace

from receiver import bootstrap
from receiver.bootstrap import Adapters
from receiver.clients.http import Http
from receiver.clients.kubernetes import Kubernetes, KubernetesInspector, configuration
from receiver.clients.prometheus import Prometheus
from receiver.clients.slack import SlackApi
from receiver.clock import FrozenClock
from receiver.notifiers.pagerduty import PagerDuty
from receiver.notifiers.slack import Slack
from tests.support import builders
from tests.support.apiserver import ApiServer
from tests.support.builders import TARGET
from tests.support.caller import FakeCaller
from tests.support.rest import come_to_rest
from tests.support.source import FakeLimits, Shape, rising
from tests.support.stores import open_stores

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PATIENT_S = 30.0
IMPATIENT_S = 0.6
SHORTEST_WINDOW_S = 300.0
Answer = Callable[[WSGIApplication, "WSGIEnvironment", StartResponse], Iterable[bytes]]


def status(code: int, body: bytes = b"failed on order", **headers: str) -> Answer:
    """Refuse without having done anything; `Retry_After` in Python is `Retry-After` on the wire."""

    def answer(_app: WSGIApplication, environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return Response(body, code, named)(environ, start)

    return answer


def lost(app: WSGIApplication, environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
    """Do what was asked, and cut the answer off."""
    b"".join(app(environ, lambda *_: lambda _data: None))
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "1000")])
    return [b'{"kind": "Dep']


@dataclass
class Slow:
    """Say nothing until the caller has given up; what was asked is not done."""

    over: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _app: WSGIApplication, environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
        self.over.wait(4 * IMPATIENT_S)
        return Response("too late", 503)(environ, start)


def dripping(_app: WSGIApplication, _environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
    """Send a byte now and then, so that no single wait is long."""
    start("200 OK", [("Content-Type", "application/json"), ("Content-Length", "1000")])
    pause = threading.Event()
    for _ in range(30):
        pause.wait(IMPATIENT_S / 4)
        yield b" "


@dataclass
class Trouble:
    """An order: requests (`PATCH /apis/...`) that match get this answer, so often."""

    pattern: str
    answer: Answer
    times: int = 10**6


class Outside:
    """Prometheus, Kubernetes, Slack and PagerDuty behind one address.

    Attributes:
        shape: what the one series of `shop/web-1` does; None = it does not exist.
        troubles: failures on order; the first that matches is the answer.
        asked: every request as `METHOD path`, oldest first; the method of a dry run is `TRY`.
    """

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.shape: Shape | None = rising(clock.now(), level=0.5, slope_per_s=0.0005)
        self.troubles: list[Trouble] = []
        self.asked: list[str] = []
        self.store, self.access, self.recorder, self.faults = Store(), Access(), Recorder(), Faults()
        self.store.create(NODES, objects.node("stand-in"))
        self.workspace = Workspace()
        self._apps: dict[str, WSGIApplication] = {
            "k8s": kubernetes_app(self.store, self.access),
            "prometheus": self._prometheus(),
            "sinks": sinks_app(self.recorder, self.faults, self.workspace),
        }

    def __call__(self, environ: "WSGIEnvironment", start: StartResponse) -> Iterable[bytes]:
        """Route one request, or answer with a failure on order."""
        _, name, rest = environ["PATH_INFO"].split("/", 2)
        environ["PATH_INFO"] = "/" + rest
        environ["SCRIPT_NAME"] = f"/{name}"
        rehearsed = "dryRun=All" in environ.get("QUERY_STRING", "")
        asked = f"{'TRY' if rehearsed else environ['REQUEST_METHOD']} /{name}/{rest}"
        self.asked.append(asked)
        for trouble in self.troubles:
            if trouble.times and re.search(trouble.pattern, asked):
                trouble.times -= 1
                return trouble.answer(self._apps[name], environ, start)
        return self._apps[name](environ, start)

    def fails(self, pattern: str, answer: Answer, times: int = 10**6) -> None:
        """Order a failure."""
        self.troubles.append(Trouble(pattern, answer, times))

    def replicas(self) -> int:
        """Replicas that the workload is asked to have."""
        return int(self.store.get(DEPLOYMENTS, TARGET.namespace, TARGET.name)["spec"]["replicas"])

    def floor(self) -> int:
        """The HPA's `minReplicas`."""
        return int(self.store.get(HPAS, TARGET.namespace, "web-hpa")["spec"]["minReplicas"])

    def annotations(self) -> dict[str, str]:
        """Annotations of the workload."""
        found: dict[str, str] = self.store.get(DEPLOYMENTS, TARGET.namespace, TARGET.name)["metadata"]["annotations"]
        return found

    def posted(self, to: str) -> list[Any]:
        """Bodies that a sink accepted, oldest first."""
        return [one.body for one in self.recorder.accepted(to)]

    def series(self, window_ms: int, end_s: float) -> list[dict[str, Any]]:
        """What the recorded series holds, as the API says it."""
        if self.shape is None:
            return []
        at_s = end_s - np.arange(0.0, window_ms / 1000, 10.0)[::-1]
        values = [[at, str(value)] for at, value in zip(at_s.tolist(), self.shape(at_s).tolist(), strict=True)]
        return [{"metric": {"forecast": "memory", "namespace": "shop", "pod": "web-1"}, "values": values}]

    def _prometheus(self) -> Flask:
        app = Flask("prometheus")

        @app.post("/api/v1/query")
        def query() -> Response:
            found = re.search(r"\[(\d+)ms\]", request.form["query"])
            assert found is not None
            result = self.series(int(found[1]), float(request.form["time"]))
            return Response(json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}}))

        return app


class Line:
    """A receiver with its real adapters that wait `timeout_s` for an answer, stepped by hand."""

    def __init__(self, outside: Outside, url: str, folder: Path, timeout_s: float) -> None:
        self.outside = outside
        for name, text in {
            "slack-webhook-url": f"{url}/sinks/services/T0",
            "pagerduty-routing-key": "0123456789abcdef" * 2,
        }.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stores = open_stores(folder / "receiver.db", outside.clock)
        settings = configuration()
        settings.host, settings.api_key = url + "/k8s", {"authorization": f"Bearer {outside.access.token}"}
        self.api = client.ApiClient(settings)
        self.cluster = Kubernetes(self.api, timeout_s)
        adapters = Adapters(
            Prometheus(url + "/prometheus", Http("Prometheus", timeout_s, max_bytes=200_000)),
            self.cluster,
            {
                "slack": Slack(folder, Http("Slack", timeout_s), SlackApi(url + "/sinks/api/", timeout_s)),
                "pagerduty": PagerDuty(url + "/sinks", folder, Http("PagerDuty", timeout_s)),
            },
            FakeLimits(),
            KubernetesInspector(self.api, outside.clock.monotonic, timeout_s),
            FakeCaller(),
        )
        self.desks = bootstrap.desks(builders.policy(), self.stores, adapters, outside.clock)

    def run_for(self, seconds: float, step_s: float = 20.0) -> None:
        """Work, let time pass in steps, and work on what becomes due."""
        end_s = self.outside.clock.now() + seconds
        self._settle()
        while self.outside.clock.now() < end_s:
            self.outside.clock.advance(step_s)
            self._settle()

    def told(self, notifier: str = "slack") -> list[str]:
        """Kinds of the messages that a notifier delivered, oldest first."""
        query = "SELECT kind FROM messages WHERE notifier = ? AND state = 'sent' ORDER BY sent_s, id"
        return [kind for (kind,) in self.stores.rows(query, notifier)]

    def buried(self) -> list[tuple[str, str]]:
        """Notifier and error of each message that will never be delivered."""
        return [
            (who, why)
            for who, why in self.stores.rows("SELECT notifier, last_error FROM messages WHERE state = 'dead'")
        ]

    def state(self) -> str:
        """State of the newest remediation, empty when there is none."""
        newest = self.stores.remediations.newest(TARGET)
        return "" if newest is None else newest.state.value

    def _settle(self) -> None:
        come_to_rest(self.desks)


@contextmanager
def opened(folder: Path, clock: FrozenClock, timeout_s: float) -> Iterator[Line]:
    """Serve everything, with one replica of `shop/web` that runs out within the horizon, and one line in front of it."""
    outside = Outside(clock)
    with LoopbackServer(outside) as server:
        line = Line(outside, server.url, folder, timeout_s)
        ApiServer(outside.store, outside.access, line.cluster, line.api).deploy(TARGET, "web-1", replicas=1)
        yield line
        line.stores.database.close()

"""What pages while the receiver is down, run live: the shipped rules in a real Prometheus, the shipped routes in a real
Alertmanager, and a receiver that is ready, killed and back.

Only durations, addresses and what makes the forecast fire are replaced.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from engines import EnginesError, alertmanager, locate, prometheus
from engines.server import Server
from engines.supervisor import Supervisor
from flask import Flask, request
from loopback.server import LoopbackServer
from sinks import Sinks
from sinks.server import ROUTING_KEY

from tests.soak.outside import standing_in
from tests.soak.traffic import labels
from tests.soak.victim import Victim
from tests.support.installation import TOKEN
from tests.support.stores import sqlite_url

ROOT = Path(__file__).parents[2]
FOR_S = 3
"""Instead of two minutes, and longer than a scrape that a busy machine delays."""
WITHIN_S = 60.0
FORECAST = labels("web-0", "fallback")

pytestmark = pytest.mark.engines


@dataclass(frozen=True)
class Setting:
    """Everything that runs.

    Attributes:
        direct: the PagerDuty that Alertmanager reaches without a receiver.
        beats: names of the alerts that came to the heartbeat service.
    """

    receiver: Victim
    direct: Sinks
    prometheus: Server
    beats: list[str]

    def paged(self, action: str) -> set[str]:
        """What the pages, or their resolutions, said."""
        events = [one.body for one in self.direct.received.accepted("pagerduty")]
        return {event["payload"]["summary"] for event in events if event["event_action"] == action}

    def firing(self) -> set[str]:
        """Names of the alerts that Prometheus fires."""
        answer = requests.get(f"{self.prometheus.url}/api/v1/alerts", timeout=10).json()["data"]["alerts"]
        return {alert["labels"]["alertname"] for alert in answer if alert["state"] == "firing"}


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    try:
        engines = locate(3)
    except EnginesError as error:
        pytest.skip(f"no engines here: {error}")
    with ExitStack() as stack:
        outside, direct = stack.enter_context(standing_in(1)), stack.enter_context(Sinks())
        supervisor = stack.enter_context(Supervisor(tmp_path / "logs"))
        receiver = Victim(supervisor, tmp_path, outside, sqlite_url(tmp_path / "receiver.db"))
        beats: list[str] = []
        heartbeat = stack.enter_context(LoopbackServer(_heartbeat(beats)))
        routes = _routes(tmp_path, f"{receiver.url}/api/v1/alerts", direct, heartbeat.url)
        manager = alertmanager.start(supervisor, engines, tmp_path / "alertmanager", routes)
        target = {"job_name": "receiver", "static_configs": [{"targets": [receiver.url.removeprefix("http://")]}]}
        rules = tmp_path / "rules.yaml"
        rules.write_text("groups: []", "utf-8")
        config = prometheus.configuration([target], rule_files=[rules], alertmanager_url=manager.url)
        reloads = ["--web.enable-lifecycle"]
        server = prometheus.start(supervisor, engines, tmp_path / "prometheus", config, flags=reloads)
        receiver.start()  # while Prometheus looks for its targets, as it does every five seconds
        assert _eventually(lambda: _knows_both(server.url))
        rules.write_text(yaml.safe_dump(_rules()), "utf-8")
        requests.post(f"{server.url}/-/reload", timeout=20).raise_for_status()
        yield Setting(receiver, direct, server, beats)
        receiver.kill()  # it would finish what is under way first, and nobody looks at that


def test_critical_forecasts_page_directly_while_no_receiver_is_ready_and_only_then(setting: Setting) -> None:
    assert _eventually(lambda: 'receiver_requests_total{code="200"}' in setting.receiver.metrics())
    threading.Event().wait(2 * FOR_S)
    assert setting.firing() == {"ForecastWatchdog", FORECAST["alertname"]}
    assert setting.direct.received.all() == []

    setting.receiver.kill()
    pages = {
        "No receiver is ready, nobody acts on forecasts",
        "A resource runs out soon: memory fires, and no receiver judges it life=fallback namespace=shop pod=web-0-pod",
    }
    assert _eventually(lambda: setting.paged("trigger") == pages)

    setting.receiver.start()
    assert _eventually(lambda: setting.paged("resolve") == pages)
    assert setting.paged("trigger") == pages
    assert setting.direct.received.refused() == []
    assert set(setting.beats) == {"ForecastWatchdog"}


def _heartbeat(beats: list[str]) -> Flask:
    app = Flask("heartbeat")

    @app.post("/")
    def beat() -> str:
        beats.extend(alert["labels"]["alertname"] for alert in request.get_json()["alerts"])
        return "alive"

    return app


def _knows_both(url: str) -> bool:
    """Whether Prometheus has scraped the receiver and found Alertmanager; what it would say before that proves nothing."""
    ready = requests.get(f"{url}/api/v1/query", {"query": "receiver_ready"}, timeout=10).json()["data"]["result"]
    found = requests.get(f"{url}/api/v1/alertmanagers", timeout=10).json()["data"]["activeAlertmanagers"]
    return bool(ready and found)


def _rules() -> dict[str, Any]:
    """The shipped rules, and a forecast that fires."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "rules/health/receiver.rules.yaml").read_text("utf-8"))
    for rule in document["groups"][0]["rules"]:
        if rule.get("for") == "2m":
            rule["for"] = f"{FOR_S}s"
    own = {name: value for name, value in FORECAST.items() if name != "alertname"}
    forecast = {"alert": FORECAST["alertname"], "expr": "vector(1)", "labels": own}
    document["groups"].append({"name": "forecast", "rules": [forecast]})
    return document


def _routes(folder: Path, url: str, direct: Sinks, beats: str) -> dict[str, Any]:
    """A configuration with both shipped snippets merged into it, in compressed time."""
    around, ours = (
        yaml.safe_load((ROOT / path).read_text("utf-8"))
        for path in ("rules/health/alertmanager.yaml", "rules/generated/alertmanager/route.yaml")
    )
    routes = [*around["routes"], *ours["routes"]]
    for route in routes:
        route |= {"group_wait": "1s", "group_interval": "1s"}
    receivers = {one["name"]: one for one in [*around["receivers"], *ours["receivers"]]}
    (folder / "routing-key").write_text(ROUTING_KEY, "utf-8")
    (folder / "token").write_text(TOKEN, "utf-8")
    [heartbeat] = receivers["forecast-heartbeat"]["webhook_configs"]
    [pagerduty] = receivers["forecast-direct"]["pagerduty_configs"]
    [webhook] = receivers["predictive-reliability-engine"]["webhook_configs"]
    heartbeat["url"] = beats
    pagerduty |= {"routing_key_file": str(folder / "routing-key"), "url": direct.pagerduty_url}
    webhook["url"] = url
    webhook["http_config"]["authorization"]["credentials_file"] = str(folder / "token")
    return {
        "route": {"receiver": "own", "routes": routes},
        "receivers": [{"name": "own"}, *receivers.values()],
        "inhibit_rules": [*around["inhibit_rules"], *ours["inhibit_rules"]],
    }


def _eventually(truth: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(truth() or pause.wait(0.2) for _ in range(int(WITHIN_S / 0.2)))

import time
from pathlib import Path

import pytest
import requests
import yaml
from engines import alertmanager, prometheus
from engines.locate import locate
from engines.supervisor import Supervisor
from flask import Flask, Response, jsonify
from loopback.server import LoopbackServer

RULES = {
    "groups": [
        {"name": "g", "rules": [{"alert": "Always", "expr": "up{job='self'} == 1", "labels": {"severity": "warning"}}]}
    ]
}


def discovery() -> Flask:
    app = Flask("discovery")

    @app.get("/sd")
    def targets() -> Response:
        return jsonify([{"targets": [app.config["TARGET"]], "labels": {"pod": "p-1"}}])

    @app.get("/metrics")
    def metrics() -> tuple[str, dict[str, str]]:
        return 'container_memory_rss{pod="honoured"} 5\n', {"Content-Type": "text/plain; version=0.0.4"}

    return app


def eventually(ask: str, within_s: float = 15.0) -> list[dict[str, object]]:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        body = requests.get(ask, timeout=2).json()
        found = body["data"]["result"] if isinstance(body, dict) else body
        if found:
            return list(found)
        time.sleep(0.2)
    raise AssertionError(f"nothing at {ask} within {within_s} s")


@pytest.mark.engines
@pytest.mark.parametrize("generation", [2, 3])
def test_both_generations_scrape_every_second_and_deliver_alerts(tmp_path: Path, generation: int) -> None:
    engines = locate(generation)
    rules = tmp_path / "rules.yaml"
    rules.write_text(yaml.safe_dump(RULES))
    app = discovery()
    with LoopbackServer(app) as server, Supervisor(tmp_path / "logs") as supervisor:
        app.config["TARGET"] = server.url.removeprefix("http://")
        config = alertmanager.webhook_configuration(f"{server.url}/nowhere")
        manager = alertmanager.start(supervisor, engines, tmp_path / "am", config)
        config = prometheus.configuration(
            [prometheus.scrape_job("self", f"{server.url}/sd")], rule_files=[rules], alertmanager_url=manager.url
        )
        running = prometheus.start(supervisor, engines, tmp_path / "prom", config)
        [series] = eventually(f"{running.url}/api/v1/query?query=container_memory_rss")
        assert series["metric"]["pod"] == "honoured"  # type: ignore[index]
        [alert] = eventually(f"{manager.url}/api/v2/alerts")
        assert alert["labels"]["pod"] == "p-1"  # type: ignore[index]
        pids = [running.process.pid, manager.process.pid]
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_the_configuration_names_alertmanager_without_a_scheme(tmp_path: Path) -> None:
    config = prometheus.configuration([], alertmanager_url="http://127.0.0.1:9093")
    assert config["alerting"]["alertmanagers"][0]["static_configs"] == [{"targets": ["127.0.0.1:9093"]}]
    assert config["global"]["scrape_interval"] == "1s"

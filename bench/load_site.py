"""What bench/load.py needs around a receiver: its files, its process, and everybody it talks to."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, jsonify, request
from localcluster import kubeconfig
from loopback.ports import HOST, free_port

ROOT = Path(__file__).parents[1]
TOKEN = "of-a-bench-that-is-soon-over"  # noqa: S105 (of a server that lives for a minute)


def peers() -> Flask:
    """Everything outside: a steadily rising series, no pods, people who say ok."""
    app = Flask("peers")

    @app.post("/api/v1/query")
    def query() -> Response:
        now_s = time.time()
        values = [[now_s - 30 * ago, str(0.5 + 0.0001 * (180 - ago))] for ago in range(180, 0, -1)]
        return jsonify(status="success", data={"resultType": "matrix", "result": [{"metric": {}, "values": values}]})

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST", "PATCH"])
    @app.route("/<path:path>", methods=["GET", "POST", "PATCH"])
    def anything(path: str) -> Response:
        code = {"POST": 202 if path.endswith("enqueue") else 200}.get(request.method, 404)
        return Response("ok", code)

    return app


def installation(folder: Path, outside: str) -> dict[str, str]:
    """The shipped policy and whatever else a receiver needs to start."""
    secrets = folder / "secrets"
    secrets.mkdir()
    for name, text in {
        "alertmanager-token": TOKEN,
        "slack-webhook-url": f"{outside}/slack",
        "pagerduty-routing-key": "R0UT1NG",
    }.items():
        (secrets / name).write_text(text, encoding="utf-8")
    return {
        "RECEIVER_POLICY_FILE": str(ROOT / "rules/generated/receiver/policy.yaml"),
        "RECEIVER_SECRETS_DIR": str(secrets),
        "RECEIVER_PROMETHEUS_URL": outside,
        "RECEIVER_PAGERDUTY_URL": outside,
        "RECEIVER_DATABASE_URL": f"sqlite:///{folder / 'receiver.db'}",
        "RECEIVER_KUBECONFIG": str(kubeconfig.write(folder / "kubeconfig", outside, "token", "shop")),
        "RECEIVER_MAX_BACKLOG": str(10**9),
    }


@dataclass(frozen=True)
class Serving:
    """A server that answers: gunicorn's first process, of which the worker is a child."""

    port: int
    pid: int

    def processor_s(self) -> float:
        """Processor time that the server took so far, its worker included."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ticks = 0
        for pid in [str(self.pid), *children]:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(arguments: list[str], folder: Path, environment: dict[str, str]) -> Iterator["Serving"]:
    """Run a server until it answers, and end it afterwards."""
    port = free_port()
    named = environment | {"RECEIVER_BIND": f"{HOST}:{port}", "PYTHONPATH": str(ROOT)}
    filled = [argument.replace("PORT", str(port)) for argument in arguments]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", *filled], env=os.environ | named, stdout=log, stderr=log)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}/-/healthy", timeout=5)
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit(f"the server ended:\n{(folder / 'log').read_text()[-2000:]}")
                time.sleep(0.1)
        yield Serving(port, process.pid)
    finally:
        process.terminate()
        process.wait(60)


def gunicorn(application: str) -> list[str]:
    """The web side as `receiver serve` runs it, with another application; PORT is filled in by `serving`."""
    options = ["--config=python:receiver.wsgi", "--bind=127.0.0.1:PORT", "--workers=1"]
    return ["gunicorn", *options, "--threads=32", "--no-control-socket", application]

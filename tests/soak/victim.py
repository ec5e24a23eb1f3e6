"""The receiver as in production, and its sudden end or sleep."""

import os
import re
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import requests
import yaml
from engines.process import Process
from engines.supervisor import Supervisor
from localcluster import kubeconfig
from loopback.ports import HOST, free_port
from sinks.server import ROUTING_KEY

from tests.soak.outside import HISTORY_S, INTERVAL_S, NAMESPACE, Outside
from tests.support import builders
from tests.support.installation import TOKEN

CLAIM_S = 3
READY_TIMEOUT_S = 90.0
_COUNTED = re.compile(r"^receiver_(reexecutions|claims_lost)_total\{[^}]*\} (\S+)$", re.MULTILINE)


class Victim:
    """One receiver after the other on the same address and database.

    Attributes:
        counted: re-executions and late results, summed over all processes.
    """

    def __init__(
        self, supervisor: Supervisor, folder: Path, outside: Outside, database_url: str, name: str = "receiver"
    ) -> None:
        self._supervisor = supervisor
        self._name = name
        self._address = f"{HOST}:{free_port()}"
        self._environment = {
            **os.environ,
            **_install(folder / name, outside, database_url),
            "RECEIVER_BIND": self._address,
        }
        self._process: Process | None = None
        self.counted: Counter[str] = Counter()

    @property
    def url(self) -> str:
        return f"http://{self._address}"

    def start(self) -> None:
        """Start it and wait until it is ready."""
        argv = [sys.executable, "-m", "receiver", "serve"]
        self._process = self._supervisor.start(
            self._name,
            argv,
            ready_url=f"{self.url}/-/ready",
            timeout_s=READY_TIMEOUT_S,
            env=self._environment,
            parent_death="TERM",
        )

    def kill(self) -> None:
        """Note what it counted, and end its whole process group at once."""
        for name, value in _COUNTED.findall(self.metrics()):
            self.counted[name] += int(float(value))
        self._running.kill()

    def metrics(self) -> str:
        """What it shows of itself."""
        return requests.get(f"{self.url}/metrics", timeout=60).text

    def freeze(self) -> None:
        """Let it sleep where it is."""
        os.killpg(self._running.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if no time had passed."""
        os.killpg(self._running.pid, signal.SIGCONT)

    @property
    def _running(self) -> Process:
        if self._process is None:
            raise AssertionError("nobody runs")
        return self._process


def policy_document() -> dict[str, Any]:
    """One forecast in compressed time: seconds where production has minutes, and budgets that never hold."""
    remediation = builders.remediation_document(cooldown_s=1.0, lease_s=3.0, settle_s=1.0)
    entry = builders.entry_document(
        interval_s=float(INTERVAL_S),
        history_s=float(HISTORY_S),
        alerts=[{"severity": "critical", "windows_s": [3.0, 90.0], "horizon_s": 180.0, "for_s": 0.0}],
        remediation=remediation,
    )
    plenty = dict.fromkeys(("per_hour", "per_namespace_per_hour", "added_replicas"), 1_000_000)
    return {**builders.policy_document(memory=entry), "budgets": plenty}


def _install(folder: Path, outside: Outside, database_url: str) -> dict[str, str]:
    secrets = folder / "secrets"
    secrets.mkdir(parents=True)
    for name, text in {
        "alertmanager-token": TOKEN,
        "slack-webhook-url": outside.sinks.slack_url,
        "pagerduty-routing-key": ROUTING_KEY,
    }.items():
        (secrets / name).write_text(text, encoding="utf-8")
    policy = folder / "policy.yaml"
    policy.write_text(yaml.safe_dump(policy_document()), encoding="utf-8")
    token = outside.cluster.access.token
    return {
        "RECEIVER_POLICY_FILE": str(policy),
        "RECEIVER_SECRETS_DIR": str(secrets),
        "RECEIVER_PROMETHEUS_URL": outside.prometheus_url,
        "RECEIVER_DATABASE_URL": database_url,
        "RECEIVER_KUBECONFIG": str(kubeconfig.write(folder / "kubeconfig", outside.kubernetes_url, token, NAMESPACE)),
        "RECEIVER_PAGERDUTY_URL": outside.sinks.url,
        "RECEIVER_SLACK_SPACING_S": "0",
        "RECEIVER_STORM_INCIDENTS": "0",  # every message by itself, to be counted
        "RECEIVER_POLL_S": "0.05",
        "RECEIVER_CLAIM_S": str(CLAIM_S),
        "GUNICORN_CMD_ARGS": "--timeout=600",  # its master must not end who sleeps longer than usual, nor who is only slow
    }

"""Runs the receiver as in production: `receiver serve`, gunicorn, settings in the environment, secrets in a folder."""

import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path

from engines.supervisor import Supervisor
from loopback.ports import HOST, free_port

TOKEN_FILE = "alertmanager-token"  # noqa: S105 (the name of a file)


@dataclass(frozen=True, slots=True)
class Outside:
    """What the receiver talks to."""

    prometheus_url: str
    kubeconfig: Path
    pagerduty_url: str


def write_secrets(folder: Path, slack_url: str) -> Path:
    """Fill the secrets folder with fresh ones; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        TOKEN_FILE: secrets.token_urlsafe(32),
        "slack-webhook-url": slack_url,
        "pagerduty-routing-key": secrets.token_hex(16),
    }
    for name, content in contents.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(content)
    return folder


class Receiver:
    """One receiver process.

    Args:
        folder: holds its database, secrets and log.
        policy: what `rulegen generate` wrote.
    """

    def __init__(self, folder: Path, policy: Path) -> None:
        self._folder = folder
        self._policy = policy
        self._address = f"{HOST}:{free_port()}"

    @property
    def url(self) -> str:
        return f"http://{self._address}"

    @property
    def alerts_url(self) -> str:
        return f"{self.url}/api/v1/alerts"

    @property
    def database(self) -> Path:
        return self._folder / "receiver.db"

    def start(self, supervisor: Supervisor, secrets_dir: Path, outside: Outside) -> Path:
        """Start it and wait until it is ready; return its log."""
        settings = {
            "POLICY_FILE": self._policy,
            "SECRETS_DIR": secrets_dir,
            "PROMETHEUS_URL": outside.prometheus_url,
            "DATABASE_URL": f"sqlite:///{self.database.resolve()}",
            "KUBECONFIG": outside.kubeconfig,
            "PAGERDUTY_URL": outside.pagerduty_url,
            "BIND": self._address,
            "POLL_S": 0.2,
        }
        environment = {**os.environ, **{f"RECEIVER_{name}": str(value) for name, value in settings.items()}}
        argv = [sys.executable, "-m", "receiver", "serve"]
        process = supervisor.start(
            "receiver", argv, ready_url=f"{self.url}/-/ready", env=environment, parent_death="TERM"
        )
        return process.log

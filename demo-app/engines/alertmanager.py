"""Starts a single Alertmanager, without a cluster."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from loopback.ports import HOST, free_port

from engines.locate import Engines
from engines.prometheus import Server
from engines.supervisor import Supervisor


def webhook_configuration(
    url: str, *, token_file: Path | None = None, group_by: tuple[str, ...] = ("alertname",), interval_s: int = 1
) -> dict[str, Any]:
    """Build alertmanager.yml: every group to one webhook, in compressed time."""
    http = {"authorization": {"credentials_file": str(token_file.resolve())}} if token_file else {}
    every = f"{interval_s}s"
    return {
        "route": {
            "receiver": "webhook",
            "group_by": list(group_by),
            "group_wait": every,
            "group_interval": every,
            "repeat_interval": "10s",
        },
        "receivers": [
            {"name": "webhook", "webhook_configs": [{"url": url, "send_resolved": True, "http_config": http}]}
        ],
    }


def start(
    supervisor: Supervisor, engines: Engines, folder: Path, config: Mapping[str, Any], *, port: int | None = None
) -> Server:
    """Start Alertmanager with its configuration and data in `folder`, and wait until it is ready.

    Raises:
        EnginesError: it did not become ready; the message holds the end of its log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "alertmanager.yml"
    file.write_text(yaml.safe_dump(dict(config), sort_keys=False))
    address = f"{HOST}:{port or free_port()}"
    argv = [
        *engines.alertmanager_command,
        f"--config.file={file}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--cluster.listen-address=",
        "--log.level=warn",
    ]
    process = supervisor.start("alertmanager", argv, ready_url=f"http://{address}/-/ready")
    return Server(f"http://{address}", process)

"""Starts a single Alertmanager, without a cluster."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engines.locate import Engines
from engines.server import Server, start_server
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
    command, alone = engines.alertmanager_command, ["--cluster.listen-address="]
    return start_server(
        supervisor, "alertmanager", command, folder, config, data_flag="--storage.path", flags=alone, port=port
    )

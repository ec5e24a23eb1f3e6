"""Starts an Alertmanager: alone, or as one of a cluster."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from loopback.ports import HOST

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
    supervisor: Supervisor,
    engines: Engines,
    folder: Path,
    config: Mapping[str, Any],
    *,
    port: int | None = None,
    gossip: int | None = None,
    peers: Sequence[int] = (),
) -> Server:
    """Start Alertmanager with its configuration and data in `folder`, and wait until it is ready.

    Args:
        gossip: loopback port of its part in a cluster; None = it is alone.
        peers: gossip ports of the others.

    Raises:
        EnginesError: it did not become ready; the message holds the end of its log.
    """
    flags = ["--cluster.listen-address=" + (f"{HOST}:{gossip}" if gossip else "")]
    if gossip:
        flags += [f"--cluster.advertise-address={HOST}:{gossip}", "--cluster.settle-timeout=1s"]
    flags += [f"--cluster.peer={HOST}:{peer}" for peer in peers]
    command = engines.alertmanager_command
    return start_server(
        supervisor, "alertmanager", command, folder, config, data_flag="--storage.path", flags=flags, port=port
    )

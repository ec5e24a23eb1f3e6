"""What Prometheus and Alertmanager have in common when they are started: a YAML file, a data folder, an address, readiness."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from loopback.ports import HOST, free_port

from engines.process import Process
from engines.supervisor import Supervisor


@dataclass(frozen=True)
class Server:
    """A running engine and its base URL."""

    url: str
    process: Process


def start_server(
    supervisor: Supervisor,
    name: str,
    command: Sequence[str],
    folder: Path,
    config: Mapping[str, Any],
    *,
    data_flag: str,
    flags: Sequence[str] = (),
    port: int | None = None,
) -> Server:
    """Write `<name>.yml` into `folder`, start the program with its data beside it, and wait until it is ready.

    Raises:
        EnginesError: it did not become ready; the message holds the end of its log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.yml"
    file.write_text(yaml.safe_dump(dict(config), sort_keys=False))
    address = f"{HOST}:{port or free_port()}"
    argv = [
        *command,
        f"--config.file={file}",
        f"{data_flag}={folder / 'data'}",
        f"--web.listen-address={address}",
        *flags,
        "--log.level=warn",
    ]
    process = supervisor.start(name, argv, ready_url=f"http://{address}/-/ready")
    return Server(f"http://{address}", process)

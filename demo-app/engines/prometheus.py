"""Starts a Prometheus in compressed time: everything every second."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from loopback.ports import HOST, free_port

from engines.locate import Engines
from engines.process import Process
from engines.supervisor import Supervisor


@dataclass(frozen=True)
class Server:
    """A running engine and its base URL."""

    url: str
    process: Process


def scrape_job(name: str, http_sd_url: str) -> dict[str, Any]:
    """Scrape what an HTTP service discovery endpoint lists, asking it every second.

    `honor_labels`: targets state namespace, pod and container themselves, as kubelet does.
    """
    return {
        "job_name": name,
        "honor_labels": True,
        "http_sd_configs": [{"url": http_sd_url, "refresh_interval": "1s"}],
    }


def configuration(
    jobs: Sequence[Mapping[str, Any]],
    *,
    rule_files: Sequence[Path] = (),
    alertmanager_url: str | None = None,
    interval_s: int = 1,
) -> dict[str, Any]:
    """Build prometheus.yml: scrape and evaluate every `interval_s`, send alerts to one Alertmanager."""
    every = f"{interval_s}s"
    config: dict[str, Any] = {
        "global": {"scrape_interval": every, "scrape_timeout": every, "evaluation_interval": every},
        "rule_files": [str(path.resolve()) for path in rule_files],
        "scrape_configs": [dict(job) for job in jobs],
    }
    if alertmanager_url is not None:
        target = alertmanager_url.removeprefix("http://")
        config["alerting"] = {"alertmanagers": [{"static_configs": [{"targets": [target]}]}]}
    return config


def start(
    supervisor: Supervisor, engines: Engines, folder: Path, config: Mapping[str, Any], *, port: int | None = None
) -> Server:
    """Start Prometheus with its configuration and data in `folder`, and wait until it is ready.

    Raises:
        EnginesError: it did not become ready; the message holds the end of its log.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "prometheus.yml"
    file.write_text(yaml.safe_dump(dict(config), sort_keys=False))
    address = f"{HOST}:{port or free_port()}"
    argv = [
        str(engines.prometheus),
        f"--config.file={file}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address={address}",
        "--log.level=warn",
    ]
    process = supervisor.start("prometheus", argv, ready_url=f"http://{address}/-/ready")
    return Server(f"http://{address}", process)

"""Starts a Prometheus in compressed time: everything every second."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engines.locate import Engines
from engines.server import Server, start_server
from engines.supervisor import Supervisor


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
    supervisor: Supervisor,
    engines: Engines,
    folder: Path,
    config: Mapping[str, Any],
    *,
    port: int | None = None,
    flags: Sequence[str] = (),
) -> Server:
    """Start Prometheus with its configuration and data in `folder`, and wait until it is ready.

    Args:
        flags: more of its command line.

    Raises:
        EnginesError: it did not become ready; the message holds the end of its log.
    """
    command = [str(engines.prometheus)]
    data = "--storage.tsdb.path"
    return start_server(supervisor, "prometheus", command, folder, config, data_flag=data, flags=flags, port=port)

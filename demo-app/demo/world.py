"""Everything the demo runs, started in order and stopped in reverse, whatever ended it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engines import Engines, alertmanager, prometheus
from engines.supervisor import Supervisor
from localcluster import Load
from sinks import Sinks

from demo import rules
from demo.journal import Journal
from demo.mailbox import Mailbox
from demo.observer import Observer
from demo.promapi import PromApi
from demo.receiver import TOKEN_FILE, Outside, Receiver, write_secrets

_NOBODY = "http://127.0.0.1:9/api/v1/alerts"
"""Port 9 is discard: without a receiver alerts go nowhere."""


class Cluster(Protocol):
    """What the demo needs of a cluster, the stand-in or a real one."""

    kubeconfig: Path

    @property
    def http_sd_url(self) -> str: ...
    def replicas(self) -> dict[str, int]: ...
    def kills_by_app(self) -> dict[str, int]: ...
    def ready_urls(self, deployment: str) -> list[str]: ...


@dataclass(frozen=True)
class World:
    """The running parts that the story looks at."""

    observer: Observer
    load: Load
    sinks: Sinks
    receiver: Receiver | None


def fresh_folder(folder: Path) -> Path:
    """Empty the demo's folder; its logs and databases stay there after a run, until the next."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def running(
    folder: Path, engines: Engines, cluster: Cluster, *, with_receiver: bool, rate_per_s: float
) -> Iterator[World]:
    """Run engines, sinks, load and (mostly) a receiver around a cluster.

    Raises:
        EnginesError: something did not start; the message holds the end of its log.
    """
    generated = rules.generate(folder / "generated")
    receiver = Receiver(folder, rules.policy_file(generated)) if with_receiver else None
    with Sinks() as sinks, Supervisor(folder / "logs") as supervisor:
        secrets = write_secrets(folder / "secrets", sinks.slack_url)
        route = rules.alertmanager_configuration(
            generated, receiver.alerts_url if receiver else _NOBODY, secrets / TOKEN_FILE
        )
        alerting = alertmanager.start(supervisor, engines, folder / "alertmanager", route)
        scraping = prometheus.configuration(
            [prometheus.scrape_job("pods", cluster.http_sd_url)],
            rule_files=rules.rule_files(generated),
            alertmanager_url=alerting.url,
        )
        metrics = prometheus.start(supervisor, engines, folder / "prometheus", scraping)
        journal = None
        if receiver:
            outside = Outside(metrics.url, cluster.kubeconfig, sinks.url)
            journal = Journal(receiver.start(supervisor, secrets, outside))
        with Load(lambda: cluster.ready_urls("leak"), rate_per_s) as load:
            yield World(
                Observer(PromApi(metrics.url), cluster, Mailbox(sinks.received), journal), load, sinks, receiver
            )

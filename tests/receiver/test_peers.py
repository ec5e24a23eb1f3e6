"""Two real Alertmanagers of one cluster that lost sight of each other: both deliver, one action is done, one page is sent."""

import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from engines import EnginesError, alertmanager, locate
from engines.server import Server
from engines.supervisor import Supervisor
from localcluster.resources import DEPLOYMENTS
from loopback.ports import free_port

from tests.soak import books
from tests.soak.outside import NAMESPACE, Journal, standing_in
from tests.soak.traffic import labels
from tests.soak.victim import Victim
from tests.support.installation import TOKEN
from tests.support.stores import rows, sqlite_url

WITHIN_S = 90.0

pytestmark = pytest.mark.engines


def _eventually(truth: Callable[[], bool]) -> bool:
    pause = threading.Event()
    return any(truth() or pause.wait(0.2) for _ in range(int(WITHIN_S / 0.2))) or truth()


def _peers(server: Server) -> int:
    status = requests.get(f"{server.url}/api/v2/status", timeout=10).json()
    return len(status["cluster"].get("peers", []))


def _delivered(receiver: Victim) -> int:
    """Requests that the receiver took."""
    counted = re.search(r'^receiver_requests_total\{code="200"\} (\S+)$', receiver.metrics(), re.MULTILINE)
    return int(float(counted[1])) if counted else 0


@pytest.mark.parametrize("generation", [2, 3])
def test_partitioned_peers_bring_about_one_action_and_one_page(tmp_path: Path, generation: int) -> None:
    try:
        engines = locate(generation)
    except EnginesError as error:
        pytest.skip(f"no engines here: {error}")
    url = sqlite_url(tmp_path / "receiver.db")
    with standing_in(2) as outside, Supervisor(tmp_path / "logs") as supervisor:
        receiver = Victim(supervisor, tmp_path, outside, url)
        receiver.start()
        (tmp_path / "token").write_text(TOKEN, encoding="utf-8")
        config = alertmanager.webhook_configuration(f"{receiver.url}/api/v1/alerts", token_file=tmp_path / "token")
        ports = [free_port(), free_port()]
        pair = [
            alertmanager.start(supervisor, engines, tmp_path / f"am-{own}", config, gossip=own, peers=ports)
            for own in ports
        ]
        assert _eventually(lambda: [_peers(one) for one in pair] == [2, 2])
        supervisor.stop(pair[1].process)
        pair[1] = alertmanager.start(supervisor, engines, tmp_path / "am-alone", config, gossip=free_port())
        _scale_to_zero(outside.journal, "web-1")
        outside.hot |= {"web-0", "web-1"}
        now = datetime.now(UTC).isoformat()
        alerts = [{"labels": labels(workload, workload), "startsAt": now} for workload in ("web-0", "web-1")]
        for one in pair:  # as Prometheus does
            requests.post(f"{one.url}/api/v2/alerts", json=alerts, timeout=10).raise_for_status()
        assert _eventually(lambda: _delivered(receiver) >= 2)
        assert _eventually(lambda: rows(url, "SELECT 1 FROM remediations WHERE state = 'given_back'") != [])
        assert _eventually(lambda: rows(url, "SELECT 1 FROM messages WHERE state = 'pending'") == [])
        kept = books.check(url, set(), outside.sinks.received, outside.journal.changes)
        paged = [one for one in outside.sinks.received.accepted("pagerduty") if one.body["event_action"] == "trigger"]
        assert rows(url, "SELECT count(*) FROM episodes") == [(2,)]
    assert (kept.actions, kept.twice, kept.overlaps) == (1, [], [])
    assert (kept.missing, kept.repeated) == ([], 0)
    assert len(paged) == 1


def _scale_to_zero(journal: Journal, name: str) -> None:
    """Then nothing can be done about it, and a person has to know."""
    found = journal.get(DEPLOYMENTS, NAMESPACE, name)
    found["spec"]["replicas"] = 0
    journal.replace(DEPLOYMENTS, found)

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from structlog.testing import capture_logs

from receiver import bootstrap, settings
from receiver.bootstrap import Adapters, Service
from receiver.clock import FrozenClock
from receiver.ports import Notifier
from tests.support.builders import alert
from tests.support.installation import TOKEN, install
from tests.support.line import World
from tests.support.payloads import wire_group
from tests.support.source import rising, steady
from tests.support.stores import rows, sqlite_url


@pytest.fixture
def world(tmp_path: Path, clock: FrozenClock) -> World:
    made = World(tmp_path / "unused.db", clock)
    made.deploy()
    made.source.shape = rising(clock.now(), level=0.5, slope_per_s=0.0005)
    return made


@pytest.fixture
def service(tmp_path: Path, world: World) -> Iterator[Service]:
    notifiers: dict[str, Notifier] = {"slack": world.slack, "pagerduty": world.pagerduty}
    outside = Adapters(world.source, world.cluster, notifiers, world.limits, world.inspector, world.caller)
    environment = {**install(tmp_path), "RECEIVER_EXTERNAL_URL": "https://forecasts.example.com/"}
    built = bootstrap.build(settings.load(environment), outside, world.clock)
    yield built
    built.stores.database.close()


def _eventually(truth: Callable[[], bool], within_s: float = 10.0) -> bool:
    pause = threading.Event()
    return any(truth() or pause.wait(0.02) for _ in range(int(within_s / 0.02))) or truth()


def test_a_posted_alert_is_acted_on_and_told_by_the_running_service(service: Service, world: World) -> None:
    service.worker.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert service.app.test_client().post("/api/v1/alerts", json=wire_group(), headers=headers).status_code == 200
    assert _eventually(lambda: world.slack.kinds() == ["acted"] and world.pagerduty.kinds() == ["acted"])
    assert world.cluster.calls == ["annotate", "set_replicas 3"]
    [told] = world.slack.events
    assert told.links["Details and stop"] == f"https://forecasts.example.com/remediations/{told.remediation_id}"
    service.worker.stop(5)


def test_what_happens_rarely_is_counted_from_zero_so_that_the_first_one_is_an_increase(service: Service) -> None:
    shown = service.app.test_client().get("/metrics").text
    for series in (
        'receiver_actions_total{action="expand-volume",result="failed"}',
        'receiver_outcomes_total{forecast="memory",outcome="no_effect"}',
        'receiver_breaches_total{forecast="memory"}',
    ):
        assert f"\n{series} " in shown
    assert 'outcome="refused"' not in shown, "it is counted as a failed action; nothing is verified of it"


def test_a_service_that_is_stopped_in_the_middle_of_a_batch_leaves_the_rest_of_it_free_at_once(
    service: Service, world: World, tmp_path: Path
) -> None:
    stopping = threading.Thread(target=service.stop, args=(60,))
    asked = threading.Event()

    def shape(at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        if not asked.is_set():
            stopping.start()
            asked.set()
            assert _eventually(lambda: not service.worker.alive())  # those that were idle have ended
        return steady(0.5)(at_s)

    world.source.shape = shape
    service.stores.inbox.accept([alert(fingerprint=f"{number:04x}") for number in range(200)])
    service.worker.start()
    assert asked.wait(10)
    stopping.join(10)
    assert not stopping.is_alive()
    url = sqlite_url(tmp_path / "receiver.db")
    assert rows(url, "SELECT count(*) FROM episodes WHERE claimed_by = '' AND attempts = 0") == [(200,)]
    assert rows(url, "SELECT count(*) FROM evaluations") == [(0,)]


def test_it_is_ready_only_while_the_worker_runs(service: Service) -> None:
    client = service.app.test_client()
    assert "the worker does not run" in client.get("/-/ready").text
    service.worker.start()
    assert client.get("/-/ready").status_code == 200
    service.worker.stop(5)
    assert client.get("/-/ready").status_code == 503


def test_it_is_not_ready_without_a_token(service: Service, tmp_path: Path) -> None:
    service.worker.start()
    (tmp_path / "secrets" / "alertmanager-token").unlink()
    answer = service.app.test_client().get("/-/ready")
    assert (answer.status_code, answer.text) == (503, "not ready: no alertmanager-token in the secrets folder\n")
    service.worker.stop(5)


@pytest.mark.parametrize(("name", "said"), [("default", 1), ("shop", 0)])
def test_a_receiver_without_a_name_of_its_own_says_so(tmp_path: Path, world: World, name: str, said: int) -> None:
    environment = {**install(tmp_path), "RECEIVER_INSTANCE": name}
    outside = Adapters(world.source, world.cluster, {}, world.limits, world.inspector, world.caller)
    with capture_logs() as logs:
        bootstrap.build(settings.load(environment), outside, world.clock).stores.database.close()
    assert sum("RECEIVER_INSTANCE is not set" in one["event"] for one in logs) == said

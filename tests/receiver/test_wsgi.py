import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from receiver import wsgi
from receiver.errors import ConfigError
from receiver.web import listener
from tests.support.installation import TOKEN, install
from tests.support.payloads import wire_group

BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(autouse=True)
def _own_process() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    listener.STOPPING.clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    environment = install(tmp_path)
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    return environment


@pytest.mark.usefixtures("installed")
def test_gunicorn_gets_an_application_whose_worker_runs_until_its_process_ends() -> None:
    client = wsgi.create().test_client()
    assert client.get("/-/ready").status_code == 200
    wsgi.worker_exit(None, None)
    assert client.get("/-/ready").status_code == 503


@pytest.mark.usefixtures("installed")
def test_a_process_that_only_works_is_ready_while_it_does_and_takes_nothing_in() -> None:
    client = wsgi.create_worker().test_client()
    assert client.get("/-/ready").status_code == 200
    assert client.get("/metrics").status_code == 200
    assert client.post("/api/v1/alerts", json=wire_group(), headers=BEARER).status_code == 404
    wsgi.worker_exit(None, None)
    assert client.get("/-/ready").status_code == 503


def test_a_process_that_only_accepts_needs_no_cluster_and_leaves_the_work(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RECEIVER_KUBECONFIG")
    client = wsgi.create_web().test_client()
    assert client.get("/-/ready").status_code == 200
    assert client.post("/api/v1/alerts", json=wire_group(), headers=BEARER).status_code == 200
    assert "desk-episodes" not in {thread.name for thread in threading.enumerate()}
    wsgi.worker_exit(None, None)


@pytest.mark.usefixtures("installed")
def test_desks_end_as_soon_as_the_process_is_told_to_not_after_the_last_answer() -> None:
    wsgi.create()
    desks = [thread for thread in threading.enumerate() if thread.name.startswith("desk-")]
    assert desks
    listener.STOPPING.set()
    for desk in desks:
        desk.join(10)
    assert [desk.name for desk in desks if desk.is_alive()] == []
    wsgi.worker_exit(None, None)


def test_it_does_not_start_with_unusable_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEIVER_TREADS", "4")
    with pytest.raises(ConfigError, match="RECEIVER_TREADS"):
        wsgi.create()

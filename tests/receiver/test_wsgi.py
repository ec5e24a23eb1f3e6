from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from receiver import wsgi
from receiver.errors import ConfigError
from tests.support.installation import install


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    yield
    structlog.reset_defaults()


def test_gunicorn_gets_an_application_whose_worker_runs_until_its_process_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in install(tmp_path).items():
        monkeypatch.setenv(name, text)
    client = wsgi.create().test_client()
    assert client.get("/-/ready").status_code == 200
    wsgi.worker_exit(None, None)
    assert client.get("/-/ready").status_code == 503


def test_it_does_not_start_with_unusable_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECEIVER_TREADS", "4")
    with pytest.raises(ConfigError, match="RECEIVER_TREADS"):
        wsgi.create()

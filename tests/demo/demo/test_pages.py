"""The pages of what a demo left behind."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from demo import pages
from flask.testing import FlaskClient

from receiver.clock import FrozenClock
from tests.support import builders
from tests.support.stores import open_stores

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def ended(tmp_path: Path) -> Path:
    """What a demo leaves behind, with one alert on record."""
    stores = open_stores(tmp_path / "receiver.db", FrozenClock())
    stores.accepted(builders.alert())
    stores.database.close()
    (tmp_path / "secrets").mkdir()
    policy = tmp_path / "generated/receiver/policy.yaml"
    policy.parent.mkdir(parents=True)
    policy.write_text(yaml.safe_dump(builders.policy_document()))
    return tmp_path


def _logged_in(folder: Path) -> FlaskClient:
    app, token = pages.site(folder)
    client = app.test_client()
    answer = client.post("/login", data={"name": "alice", "token": token}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 303
    return client


def test_who_has_the_token_sees_what_is_on_record(ended: Path) -> None:
    client = _logged_in(ended)
    assert "shop/web-1" in client.get("/").text
    assert client.get("/episodes/1").status_code == 200


@pytest.mark.parametrize("missing", ["receiver.db", "generated/receiver/policy.yaml", "secrets"])
def test_without_a_demo_it_says_what_to_run_first(ended: Path, missing: str) -> None:
    (ended / missing).rename(ended / "elsewhere")
    with pytest.raises(FileNotFoundError, match=f"{missing}: run `make demo` first"):
        pages.site(ended)


def test_the_command_says_where_and_with_which_token(ended: Path) -> None:
    argv = [sys.executable, "-m", "demo.pages", "--folder", str(ended), "--port", "0"]
    environment = {**os.environ, "PYTHONPATH": "demo-app", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(argv, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert said.startswith("http://127.0.0.1:")
    assert (ended / "secrets/operator-token").read_text() in said

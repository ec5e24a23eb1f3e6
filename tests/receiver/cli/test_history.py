import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from tests.support.builders import alert, assessment
from tests.support.commandline import run
from tests.support.stores import Stores, open_stores


@pytest.fixture(autouse=True)
def stores(tmp_path: Path) -> Iterator[Stores]:
    """The database of the installation, with an alert of a minute ago that was refuted."""
    opened = open_stores(tmp_path / "receiver.db", FrozenClock(time.time() - 60))
    episode = opened.accepted(alert())
    opened.episodes.record(episode, assessment(), Decision(None, Hold("mode", "dry-run")), "abc123")
    yield opened
    opened.database.close()


def test_an_alert_is_shown_with_what_came_of_it(environment: dict[str, str]) -> None:
    head, entry = run(environment, "history").output.splitlines()
    assert head.startswith("episode 1  memory critical  namespace=shop pod=web-1  (firing, open, since ")
    assert entry.endswith(" UTC  decision 1: confirmed 99%, held by mode: dry-run")


def test_the_same_as_a_document(environment: dict[str, str]) -> None:
    (life,) = json.loads(run(environment, "history", "--json").output)
    assert (life["fingerprint"], life["entries"][0]["id"]) == ("a1b2c3", "1")


@pytest.mark.parametrize(
    ("options", "lives"), [(["--since", "1h"], 1), (["--since", "0m"], 0), (["--forecast", "disk"], 0)]
)
def test_it_can_be_narrowed(environment: dict[str, str], options: list[str], lives: int) -> None:
    assert len(json.loads(run(environment, "history", "--json", *options).output)) == lives


def test_nothing_is_said_to_be_nothing(environment: dict[str, str]) -> None:
    assert run(environment, "history", "--forecast", "disk").stderr == "nothing happened\n"


@pytest.mark.parametrize("given", ["yesterday", "9" * 5000 + "d", "99999999d", "3651d"])
def test_a_length_of_time_that_is_none_is_refused(environment: dict[str, str], given: str) -> None:
    result = run(environment, "history", "--since", given)
    assert result.exit_code == 2
    assert f"'{given[:40]}' is not a length of time; write it like 30m, 12h or 7d" in result.stderr

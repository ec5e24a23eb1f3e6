import time
from collections.abc import Iterator

import pytest

from receiver.clock import FrozenClock
from receiver.domain.message import Rendered
from tests.support.builders import alert, event
from tests.support.commandline import run
from tests.support.stores import Stores, open_stores


@pytest.fixture(autouse=True)
def stores(environment: dict[str, str]) -> Iterator[Stores]:
    """The database of the installation, with a dead alert and a dead message."""
    opened = open_stores(environment["RECEIVER_DATABASE_URL"], FrozenClock(time.time()))
    episode = opened.accepted(alert())
    opened.tell(event(), "slack", "#sre", Rendered({}))
    message = opened.outbox.claim("slack")
    assert message is not None
    opened.outbox.bury(message, "Slack answered 404")
    opened.episodes.close(episode, state="dead", error="KeyError: 'x'")
    yield opened
    opened.database.close()


def test_what_was_given_up_is_listed_with_the_reason(environment: dict[str, str]) -> None:
    first, second = run(environment, "dead-letters").output.splitlines()
    assert first.startswith("episode-1  since ")
    assert first.endswith(" UTC  memory a1b2c3: KeyError: 'x'")
    assert second.endswith(" UTC  acted to slack #sre: Slack answered 404")


@pytest.mark.parametrize(("name", "left"), [("episode-1", "message-1"), ("message-1", "episode-1")])
def test_one_is_tried_again(environment: dict[str, str], name: str, left: str) -> None:
    assert run(environment, "dead-letters", "--retry", name).output == f"{name} will be tried again\n"
    (line,) = run(environment, "dead-letters").output.splitlines()
    assert line.startswith(f"{left}  ")


@pytest.mark.parametrize(
    "name", ["episode-2", "message-2", "episode", "episode-x", "letter-1", "1", f"message-{2**63}"]
)
def test_what_is_no_dead_letter_is_exit_1(environment: dict[str, str], name: str) -> None:
    result = run(environment, "dead-letters", "--retry", name)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"receiver: {name!r} is not tried again: it is no dead letter\n"


def test_none_is_said_to_be_none(environment: dict[str, str]) -> None:
    for name in ("episode-1", "message-1"):
        run(environment, "dead-letters", "--retry", name)
    assert run(environment, "dead-letters").stderr == "there are no dead letters\n"

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.approval import Approval
from tests.support.builders import alert, plan
from tests.support.commandline import run
from tests.support.stores import Stores, open_stores


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    """The database of the installation, at the time that the command will see."""
    opened = open_stores(tmp_path / "receiver.db", FrozenClock(time.time()))
    yield opened
    opened.database.close()


@pytest.fixture
def question(stores: Stores) -> Approval:
    return stores.approvals.ask(stores.accepted(alert()), plan(), time.time() + 600)


def test_what_waits_is_listed_with_its_id_and_plan(environment: dict[str, str], question: Approval) -> None:
    shown = run(environment, "approvals").output
    assert shown.startswith(f"{question.id}  until ")
    assert "memory  scale Deployment/shop/web replicas 1→3" in shown


def test_nothing_waiting_is_said_and_not_listed(environment: dict[str, str]) -> None:
    result = run(environment, "approvals")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing waits for approval\n")


@pytest.mark.parametrize(("flag", "answer"), [([], "approved"), (["--decline"], "declined")])
def test_an_answer_is_written_down_with_the_name(
    environment: dict[str, str], stores: Stores, question: Approval, flag: list[str], answer: str
) -> None:
    result = run(environment, "approve", question.id, "--by", "alice", *flag)
    assert (result.exit_code, result.output) == (0, f"{answer}: scale Deployment/shop/web replicas 1→3\n")
    assert stores.rows("SELECT answer, answered_by FROM approvals") == [(answer, "alice")]


def test_an_answer_without_a_name_is_refused(environment: dict[str, str], question: Approval) -> None:
    assert run(environment, "approve", question.id).exit_code == 2


def test_an_answer_to_nothing_is_exit_1_and_says_why(environment: dict[str, str]) -> None:
    result = run(environment, "approve", "feedface", "--by", "alice")
    assert (result.exit_code, result.stderr) == (1, "receiver: nobody asked 'feedface'\n")

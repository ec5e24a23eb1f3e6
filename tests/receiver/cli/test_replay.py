import json
import sqlite3
import time
from pathlib import Path

import pytest
import yaml

from receiver.clock import FrozenClock
from tests.support import builders
from tests.support.builders import alert
from tests.support.commandline import run
from tests.support.line import Line, World
from tests.support.source import rising


@pytest.fixture(autouse=True)
def world(tmp_path: Path) -> World:
    """The database of the installation, in which decision 1 acted."""
    made = World(tmp_path / "receiver.db", FrozenClock(time.time()))
    made.deploy()
    made.source.shape = rising(made.clock.now(), level=0.5, slope_per_s=0.0005)
    line = Line(made)
    line.accept(alert())
    line.settle()
    line.stop()
    return made


def test_a_decision_that_comes_out_again_is_exit_0(environment: dict[str, str]) -> None:
    result = run(environment, "replay", "1")
    assert result.exit_code == 0
    assert "memory: acts: scale Deployment/shop/web replicas 1→3\nsame, bit for bit\n" in result.output


def test_a_decision_that_comes_out_differently_is_exit_1_with_the_difference(
    environment: dict[str, str], world: World
) -> None:
    with sqlite3.connect(world.path) as connection:
        (text,) = connection.execute("SELECT situation FROM evaluations").fetchone()
        changed = json.loads(text)
        changed["situation"]["kill_switch"] = "who wrote this?"
        connection.execute("UPDATE evaluations SET situation = ?", [json.dumps(changed)])
    connection.close()
    result = run(environment, "replay", "1")
    assert result.exit_code == 1
    assert "different:\n  held by: 'nothing' → 'kill-switch'\n" in result.output


def test_another_policy_is_tried_without_a_bad_exit(environment: dict[str, str], tmp_path: Path) -> None:
    document = builders.policy_document(
        memory=builders.entry_document(remediation=builders.remediation_document(mode="dry-run"))
    )
    (tmp_path / "new.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    result = run(environment, "replay", "1", "--policy", str(tmp_path / "new.yaml"))
    assert result.exit_code == 0
    assert "held by: 'nothing' → 'mode'" in result.output


def test_samples_that_are_gone_are_said_to_be(environment: dict[str, str], world: World) -> None:
    with sqlite3.connect(world.path) as connection:
        connection.execute("DELETE FROM questions")
    connection.close()
    result = run(environment, "replay", "1")
    assert result.exit_code == 0
    assert "the samples are not kept (any more): the recorded assessment stands\nsame, bit for bit" in result.output


def test_a_decision_that_is_not_there_is_exit_1(environment: dict[str, str]) -> None:
    result = run(environment, "replay", "99")
    assert (result.exit_code, result.stderr) == (1, "receiver: there is no record of a decision 99 (any more)\n")


def test_a_number_that_no_decision_has_is_exit_2(environment: dict[str, str]) -> None:
    for number in ("0", str(2**63)):
        result = run(environment, "replay", number)
        assert (result.exit_code, "is not in the range" in result.stderr) == (2, True)


def test_a_policy_that_cannot_be_read_is_exit_2(environment: dict[str, str]) -> None:
    assert run(environment, "replay", "1", "--policy", "/nowhere.yaml").exit_code == 2

from pathlib import Path

import pytest

from tests.support.commandline import run


@pytest.mark.parametrize("command", [["serve"], ["serve", "--no-worker"], ["worker"]])
def test_nothing_begins_with_unusable_settings(command: list[str]) -> None:
    assert run({}, *command).exit_code == 2


@pytest.mark.parametrize("command", [["serve", "--no-worker"], ["worker"]])
def test_on_sqlite_accepting_and_working_are_not_taken_apart(environment: dict[str, str], command: list[str]) -> None:
    result = run(environment, *command)
    assert result.exit_code == 2
    assert "RECEIVER_DATABASE_URL names an SQLite database, which is for one process" in result.stderr


@pytest.mark.parametrize(("command", "lacks"), [(["serve", "--no-worker"], False), (["worker"], True)])
def test_the_secrets_of_those_who_are_told_are_the_workers_only(
    environment: dict[str, str], command: list[str], lacks: bool
) -> None:
    """The next thing that stands in the way is the database, so the secrets of a process that only accepts were enough."""
    (Path(environment["RECEIVER_SECRETS_DIR"]) / "pagerduty-routing-key").unlink()
    result = run(environment, *command)
    assert ("pagerduty-routing-key" in result.stderr) == lacks
    assert ("RECEIVER_DATABASE_URL names an SQLite database" in result.stderr) != lacks


def test_nobody_accepts_alone_without_the_secret_of_who_sends(environment: dict[str, str]) -> None:
    (Path(environment["RECEIVER_SECRETS_DIR"]) / "alertmanager-token").unlink()
    assert "alertmanager-token: nobody could send an alert" in run(environment, "serve", "--no-worker").stderr

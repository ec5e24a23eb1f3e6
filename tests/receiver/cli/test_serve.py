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

from pathlib import Path

from tests.support.commandline import run
from tests.support.stores import rows


def test_the_kill_switch_is_switched_on_with_a_reason_and_off_again(environment: dict[str, str]) -> None:
    on = run(environment, "kill-switch", "on", "--reason", "migration")
    assert (on.exit_code, on.output) == (0, "acting is off: migration\n")
    off = run(environment, "kill-switch", "off")
    assert (off.exit_code, off.output) == (0, "acting is allowed\n")


def test_switching_off_says_so_when_the_file_still_stops_everything(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "stop").touch()
    environment["RECEIVER_KILL_SWITCH_FILE"] = str(tmp_path / "stop")
    assert run(environment, "kill-switch", "off").output == "acting is off: the file stop exists\n"


def test_a_database_that_cannot_be_opened_is_exit_2(environment: dict[str, str]) -> None:
    environment["RECEIVER_DATABASE_URL"] = "sqlite:////nowhere/at/all.db"
    result = run(environment, "kill-switch", "on")
    assert result.exit_code == 2
    assert "cannot be opened" in result.stderr


def test_its_status_can_be_asked_and_changes_nothing(environment: dict[str, str]) -> None:
    assert run(environment, "kill-switch", "status").output == "acting is allowed\n"
    run(environment, "kill-switch", "on", "--reason", "migration")
    assert run(environment, "kill-switch", "status").output == "acting is off: migration\n"


def test_it_needs_the_settings_of_the_store_only(environment: dict[str, str]) -> None:
    alone = {"RECEIVER_DATABASE_URL": environment["RECEIVER_DATABASE_URL"]}
    assert run(alone, "kill-switch", "on").output == "acting is off: switched on by hand\n"


def test_who_turned_it_is_kept(environment: dict[str, str]) -> None:
    run(environment, "kill-switch", "on", "--reason", "migration", "--by", "alice")
    run(environment, "kill-switch", "off")
    kept = rows(environment["RECEIVER_DATABASE_URL"], "SELECT turned, reason, by FROM switch_turns ORDER BY id")
    assert kept == [("on", "migration", "alice"), ("off", "", "the command line")]

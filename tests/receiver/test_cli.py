from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from receiver.cli import main
from tests.support.installation import install


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return install(tmp_path)


def _run(environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=environment)


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["serve", "--help"], ["kill-switch", "-h"]])
def test_help_needs_no_settings(arguments: list[str]) -> None:
    result = _run({}, *arguments)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_the_help_names_every_command() -> None:
    shown = _run({}, "--help").output
    assert all(f"  {name} " in shown for name in ("serve", "check-config", "kill-switch"))


def test_a_complete_installation_is_usable(environment: dict[str, str]) -> None:
    result = _run(environment, "check-config")
    assert (result.exit_code, result.output) == (0, "usable: 1 forecasts, catalog abc123\n")


def test_missing_settings_are_exit_2_with_their_names() -> None:
    result = _run({}, "check-config")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RECEIVER_POLICY_FILE" in result.stderr


def test_an_unusable_policy_is_exit_2_with_its_place(environment: dict[str, str]) -> None:
    Path(environment["RECEIVER_POLICY_FILE"]).write_text("version: policy/v9", encoding="utf-8")
    result = _run(environment, "check-config")
    assert result.exit_code == 2
    assert "version: Input should be 'policy/v1'" in result.stderr


@pytest.mark.parametrize("secret", ["alertmanager-token", "slack-webhook-url", "pagerduty-routing-key"])
def test_a_missing_secret_is_exit_2_with_its_name(environment: dict[str, str], secret: str) -> None:
    (Path(environment["RECEIVER_SECRETS_DIR"]) / secret).unlink()
    result = _run(environment, "check-config")
    assert result.exit_code == 2
    assert secret in result.stderr


def test_no_secret_is_ever_printed(environment: dict[str, str]) -> None:
    (Path(environment["RECEIVER_SECRETS_DIR"]) / "pagerduty-routing-key").unlink()
    result = _run(environment, "check-config")
    assert "correct-horse" not in result.output
    assert "127.0.0.1:1/slack" not in result.output


def test_serving_does_not_begin_with_unusable_settings() -> None:
    assert _run({}, "serve").exit_code == 2


def test_the_kill_switch_is_switched_on_with_a_reason_and_off_again(environment: dict[str, str]) -> None:
    on = _run(environment, "kill-switch", "on", "--reason", "migration")
    assert (on.exit_code, on.output) == (0, "acting is off: migration\n")
    off = _run(environment, "kill-switch", "off")
    assert (off.exit_code, off.output) == (0, "acting is allowed\n")


def test_switching_off_says_so_when_the_file_still_stops_everything(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "stop").touch()
    environment["RECEIVER_KILL_SWITCH_FILE"] = str(tmp_path / "stop")
    assert _run(environment, "kill-switch", "off").output == "acting is off: the file stop exists\n"


def test_a_database_that_cannot_be_opened_is_exit_2(environment: dict[str, str]) -> None:
    environment["RECEIVER_DATABASE_URL"] = "sqlite:////nowhere/at/all.db"
    result = _run(environment, "kill-switch", "on")
    assert result.exit_code == 2
    assert "cannot be opened" in result.stderr

from pathlib import Path

import pytest

from tests.support.commandline import run


def test_a_complete_installation_is_usable(environment: dict[str, str]) -> None:
    result = run(environment, "check-config")
    assert result.exit_code == 0
    assert result.output.startswith("usable: 1 forecasts, catalog abc123; database: ")
    assert result.output.endswith("receiver.db is made at the first start\n")


def test_the_database_is_looked_at_and_not_made(environment: dict[str, str], tmp_path: Path) -> None:
    run(environment, "check-config")
    assert not (tmp_path / "receiver.db").exists()


def test_an_unusable_database_is_exit_2_in_plain_words(environment: dict[str, str], tmp_path: Path) -> None:
    environment["RECEIVER_DATABASE_URL"] = f"sqlite:///{tmp_path}/absent/receiver.db"
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert f"cannot be made: there is no folder {tmp_path}/absent" in result.stderr


def test_missing_settings_are_exit_2_with_their_names() -> None:
    result = run({}, "check-config")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "RECEIVER_POLICY_FILE" in result.stderr


def test_an_unusable_policy_is_exit_2_with_its_place(environment: dict[str, str]) -> None:
    Path(environment["RECEIVER_POLICY_FILE"]).write_text("version: policy/v9", encoding="utf-8")
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert "version: Input should be 'policy/v1'" in result.stderr


@pytest.mark.parametrize("secret", ["alertmanager-token", "slack-webhook-url", "pagerduty-routing-key"])
def test_a_missing_secret_is_exit_2_with_its_name(environment: dict[str, str], secret: str) -> None:
    (Path(environment["RECEIVER_SECRETS_DIR"]) / secret).unlink()
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert secret in result.stderr


def test_no_secret_is_ever_printed(environment: dict[str, str]) -> None:
    (Path(environment["RECEIVER_SECRETS_DIR"]) / "pagerduty-routing-key").unlink()
    result = run(environment, "check-config")
    assert "correct-horse" not in result.output
    assert "127.0.0.1:1/slack" not in result.output

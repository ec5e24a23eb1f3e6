from pathlib import Path

import pytest

from tests.support.commandline import run


def test_a_complete_installation_is_usable(environment: dict[str, str]) -> None:
    result = run(environment, "check-config")
    assert (result.exit_code, result.output) == (0, "usable: 1 forecasts, catalog abc123\n")


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

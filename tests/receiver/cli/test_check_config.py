from pathlib import Path

import pytest
import yaml

from tests.support.commandline import run


def _routes(environment: dict[str, str], **routes: str) -> None:
    """Have the policy tell by these routes only."""
    path = Path(environment["RECEIVER_POLICY_FILE"])
    document = yaml.safe_load(path.read_text("utf-8"))
    for entry in document["forecasts"].values():
        entry["notify"] = routes
    path.write_text(yaml.safe_dump(document), encoding="utf-8")


def test_a_bots_token_is_enough_for_slack(environment: dict[str, str]) -> None:
    secrets = Path(environment["RECEIVER_SECRETS_DIR"])
    (secrets / "slack-webhook-url").unlink()
    without = run(environment, "check-config")
    assert "(or slack-bot-token)" in without.stderr
    (secrets / "slack-bot-token").write_text("xoxb-1", encoding="utf-8")
    assert run(environment, "check-config").exit_code == 0


@pytest.mark.parametrize("name", ["slack-signing-secret", "slack-signing-secret.previous"])
def test_a_signing_secret_that_could_be_guessed_is_refused(environment: dict[str, str], name: str) -> None:
    """Whoever knows it approves what they like."""
    (Path(environment["RECEIVER_SECRETS_DIR"]) / name).write_text("short", encoding="utf-8")
    result = run(environment, "check-config")
    assert (result.exit_code, "slack-signing-secret: shorter than 16 characters" in result.stderr) == (2, True)


def test_a_webhook_needs_a_url_and_a_key(environment: dict[str, str]) -> None:
    _routes(environment, webhook="ops")
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert "no file webhook-url" in result.stderr
    assert "no file webhook-signing-key" in result.stderr


def test_an_email_needs_a_server_and_addresses(environment: dict[str, str]) -> None:
    _routes(environment, email="default")
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert "RECEIVER_SMTP_URL and RECEIVER_EMAIL_FROM are not set" in result.stderr
    assert "'default' of the notifier email is no list of addresses" in result.stderr
    _routes(environment, email="sre@example.com")
    environment |= {"RECEIVER_SMTP_URL": "smtps://mail.example.com", "RECEIVER_EMAIL_FROM": "forecasts@example.com"}
    assert run(environment, "check-config").exit_code == 0


def test_what_several_routes_lack_is_said_once(environment: dict[str, str]) -> None:
    path = Path(environment["RECEIVER_POLICY_FILE"])
    document = yaml.safe_load(path.read_text("utf-8"))
    [entry] = document["forecasts"].values()
    document["forecasts"] = {name: entry | {"notify": {"email": f"{name}@example.com"}} for name in ("one", "two")}
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    shown = run(environment, "check-config").stderr
    assert shown.count("RECEIVER_SMTP_URL and RECEIVER_EMAIL_FROM are not set") == 1


def test_a_policy_that_is_not_there_says_who_writes_it(environment: dict[str, str]) -> None:
    result = run(environment | {"RECEIVER_POLICY_FILE": "nowhere/policy.yaml"}, "check-config")
    assert result.exit_code == 2
    assert "policy file nowhere/policy.yaml: there is no such file; `rulegen generate` writes it" in result.stderr


def test_a_template_that_would_fail_at_night_is_exit_2_and_named(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "slack.txt.j2").write_text("{{ headlin }}", encoding="utf-8")
    result = run(environment | {"RECEIVER_TEMPLATES_DIR": str(tmp_path)}, "check-config")
    assert result.exit_code == 2
    assert "slack.txt.j2: confirmed: UndefinedError: 'headlin' is undefined" in result.stderr


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


def test_a_kubeconfig_that_is_not_there_is_exit_2_and_named(environment: dict[str, str], tmp_path: Path) -> None:
    environment["RECEIVER_KUBECONFIG"] = str(tmp_path / "absent")
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert f"RECEIVER_KUBECONFIG names {tmp_path / 'absent'}" in result.stderr


def test_outside_a_pod_without_a_kubeconfig_the_mend_is_said(environment: dict[str, str]) -> None:
    del environment["RECEIVER_KUBECONFIG"]
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert "run in a pod, or set RECEIVER_KUBECONFIG" in result.stderr


def test_a_certificate_that_is_not_there_is_exit_2_and_named(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("key")
    environment |= {
        "RECEIVER_TLS_CERT_FILE": str(tmp_path / "absent.pem"),
        "RECEIVER_TLS_KEY_FILE": str(tmp_path / "key.pem"),
    }
    result = run(environment, "check-config")
    assert result.exit_code == 2
    assert f"RECEIVER_TLS_CERT_FILE: there is no file {tmp_path / 'absent.pem'}" in result.stderr


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "there is no file {}"), ("", "{} holds no certificate in PEM"), ("x", "{} holds no")],
)
def test_authorities_that_are_not_there_are_exit_2_and_named(
    environment: dict[str, str], tmp_path: Path, content: str | None, problem: str
) -> None:
    file = tmp_path / "more.pem"
    if content is not None:
        file.write_text(content)
    result = run(environment | {"RECEIVER_CA_FILE": str(file)}, "check-config")
    assert result.exit_code == 2
    assert f"RECEIVER_CA_FILE: {problem.format(file)}" in result.stderr


def test_a_prometheus_whose_certificates_or_token_are_not_there_is_exit_2_and_named(
    environment: dict[str, str], tmp_path: Path
) -> None:
    server = {
        "name": "eu",
        "url": "https://mimir",
        "token_file": "mimir-token",
        "ca_file": str(tmp_path / "absent.crt"),
        "cert_file": str(tmp_path / "client.crt"),
        "key_file": str(tmp_path / "client.key"),
    }
    (tmp_path / "servers.yaml").write_text(yaml.safe_dump({"servers": [server]}), encoding="utf-8")
    del environment["RECEIVER_PROMETHEUS_URL"]
    result = run(environment | {"RECEIVER_PROMETHEUS_FILE": str(tmp_path / "servers.yaml")}, "check-config")
    assert result.exit_code == 2
    assert f"Prometheus eu: there is no file {tmp_path / 'absent.crt'}, which its ca_file names" in result.stderr
    assert f"Prometheus eu: there is no file {tmp_path / 'client.key'}, which its key_file names" in result.stderr
    assert "Prometheus eu: no file mimir-token in the secrets folder" in result.stderr

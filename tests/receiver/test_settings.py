from pathlib import Path

import pytest

from receiver import settings
from receiver.errors import ConfigError

NEEDED = {
    "RECEIVER_POLICY_FILE": "/etc/receiver/policy.yaml",
    "RECEIVER_SECRETS_DIR": "/etc/receiver/secrets",
    "RECEIVER_PROMETHEUS_URL": "http://prometheus:9090",
    "RECEIVER_DATABASE_URL": "sqlite:////data/receiver.db",
}


def _problem(**changes: str) -> str:
    with pytest.raises(ConfigError) as caught:
        settings.load(NEEDED | changes)
    return str(caught.value)


def test_four_settings_are_enough() -> None:
    loaded = settings.load(NEEDED)
    assert loaded.policy_file == Path("/etc/receiver/policy.yaml")
    assert loaded.prometheus_url == "http://prometheus:9090"
    assert (loaded.kubeconfig, loaded.kill_switch_file) == (None, None)


def test_every_setting_can_be_set() -> None:
    given = {
        "RECEIVER_BIND": "127.0.0.1:1",
        "RECEIVER_WORKER_BIND": "127.0.0.1:2",
        "RECEIVER_THREADS": "3",
        "RECEIVER_INSTANCE": "shop-receiver",
        "RECEIVER_NAMESPACES": "shop,bank",
        "RECEIVER_TLS_CERT_FILE": "/tls/tls.crt",
        "RECEIVER_TLS_KEY_FILE": "/tls/tls.key",
        "RECEIVER_TLS_CLIENT_CA_FILE": "/tls/ca.crt",
        "RECEIVER_CA_FILE": "/ca/ca.crt",
        "RECEIVER_KUBECONFIG": "/kube/config",
        "RECEIVER_KILL_SWITCH_FILE": "/etc/stop",
        "RECEIVER_PAGERDUTY_URL": "https://events.eu.pagerduty.com",
        "RECEIVER_ALERTMANAGER_URL": "http://alertmanager:9093",
        "RECEIVER_SILENCE_S": "60.0",
        "RECEIVER_EXTERNAL_URL": "https://forecasts.example.com",
        "RECEIVER_SLACK_APPROVERS": "U012AB3CD,U45EF6GHI",
        "RECEIVER_SLACK_URL": "https://slack.example.com/api/",
        "RECEIVER_SLACK_SPACING_S": "0.5",
        "RECEIVER_SMTP_URL": "smtp://mail.example.com",
        "RECEIVER_EMAIL_FROM": "forecasts@example.com",
        "RECEIVER_TEMPLATES_DIR": "/templates",
        "RECEIVER_STORM_INCIDENTS": "3",
        "RECEIVER_STORM_WINDOW_S": "60.0",
        "RECEIVER_MAX_BODY_BYTES": "2048",
        "RECEIVER_MAX_BACKLOG": "7",
        "RECEIVER_RECALIBRATION": "off",
        "RECEIVER_POLL_S": "0.1",
        "RECEIVER_CLAIM_S": "5.0",
        "RECEIVER_LOG_FORMAT": "console",
    }
    loaded = settings.load(NEEDED | given)
    told = {settings.PREFIX + name.upper(): str(value) for name, value in loaded.model_dump().items()}
    assert told == NEEDED | given | {"RECEIVER_PROMETHEUS_FILE": "None"}


def test_the_prometheus_file_stands_in_the_place_of_the_url() -> None:
    others = {name: text for name, text in NEEDED.items() if name != "RECEIVER_PROMETHEUS_URL"}
    loaded = settings.load(others | {"RECEIVER_PROMETHEUS_FILE": "/etc/receiver/prometheus.yaml"})
    assert (loaded.prometheus_url, loaded.prometheus_file) == (None, Path("/etc/receiver/prometheus.yaml"))


def test_there_is_one_way_to_prometheus_and_not_two() -> None:
    problem = _problem(RECEIVER_PROMETHEUS_FILE="/etc/receiver/prometheus.yaml")
    assert "  RECEIVER_PROMETHEUS_FILE: set RECEIVER_PROMETHEUS_URL, or this instead of it" in problem


def test_variables_of_others_are_not_looked_at() -> None:
    assert settings.load(NEEDED | {"PATH": "/bin", "XRECEIVER_BIND": "x"}).threads == 32


def test_an_unknown_variable_of_ours_is_a_misspelt_setting() -> None:
    expected = "  RECEIVER_TREADS is no setting of the receiver; did you mean RECEIVER_THREADS?"
    assert expected in _problem(RECEIVER_TREADS="4").splitlines()


def test_a_variable_that_is_like_no_setting_is_to_be_unset() -> None:
    assert "RECEIVER_SERVICE_PORT_HTTP is no setting of the receiver; unset it" in _problem(
        RECEIVER_SERVICE_PORT_HTTP="80"
    )


@pytest.mark.parametrize(
    ("name", "text", "demand"),
    [
        ("RECEIVER_THREADS", "many", "must be a whole number"),
        ("RECEIVER_THREADS", "0", "must be at least 1"),
        ("RECEIVER_INSTANCE", "a b", "must be a name of letters, digits and -._"),
        ("RECEIVER_NAMESPACES", "shop; bank", "must be names of namespaces, separated by commas"),
        ("RECEIVER_POLL_S", "0", "must be above 0"),
        ("RECEIVER_POLL_S", "often", "must be a number"),
        ("RECEIVER_MAX_BODY_BYTES", "1", "must be at least 1024"),
        ("RECEIVER_LOG_FORMAT", "xml", "must be json or console"),
        ("RECEIVER_RECALIBRATION", "maybe", "must be on or off"),
    ],
)
def test_a_wrong_value_is_refused_by_name_with_what_it_must_be_and_what_it_is_for(
    name: str, text: str, demand: str
) -> None:
    purpose = settings.Settings.model_fields[name.removeprefix(settings.PREFIX).lower()].description
    assert _problem(**{name: text}).splitlines()[1:] == [f"  {name} is {text!r}, but {demand}: {purpose}"]


def test_a_wrong_url_is_not_repeated_for_it_may_hold_a_password() -> None:
    message = _problem(RECEIVER_PROMETHEUS_URL="user:secret@prometheus:9090")
    assert "  RECEIVER_PROMETHEUS_URL must begin with http:// or https://: base URL" in message
    assert "secret" not in message


def test_a_slash_at_the_end_of_the_external_url_makes_no_difference() -> None:
    for text in ("https://forecasts.example.com:8443", "https://forecasts.example.com:8443/"):
        assert (
            settings.load(NEEDED | {"RECEIVER_EXTERNAL_URL": text}).external_url == "https://forecasts.example.com:8443"
        )


@pytest.mark.parametrize(
    "text",
    [
        "forecasts.example.com",
        "ftp://forecasts.example.com",
        "https://",
        "https:///",
        "https://example.com/forecasts",
        "https://example.com?x",
        "https://example.com#x",
        "https://me:secret@example.com",
        "https://example.com|x",
        "https://example.com>x",
        "https://exa mple.com",
        "https://example.com\n",
    ],
)
def test_what_could_not_be_a_link_to_a_page_is_no_external_url(text: str) -> None:
    message = _problem(RECEIVER_EXTERNAL_URL=text)
    assert "  RECEIVER_EXTERNAL_URL must be http:// or https:// and a host, without a path: " in message
    assert "secret" not in message


def test_a_number_without_an_end_is_refused() -> None:
    assert "RECEIVER_THREADS" in _problem(RECEIVER_THREADS="1e999")


def test_missing_settings_are_named_all_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        settings.load({})
    named = {line.split()[0].rstrip(":") for line in str(caught.value).splitlines()[1:]}
    assert named == {name.replace("PROMETHEUS_URL", "PROMETHEUS_FILE") for name in NEEDED}


def test_the_database_has_no_default_that_would_be_another_one_in_another_folder() -> None:
    elsewhere = {name: text for name, text in NEEDED.items() if name != "RECEIVER_DATABASE_URL"}
    with pytest.raises(ConfigError, match="RECEIVER_DATABASE_URL is not set: SQLAlchemy URL"):
        settings.load(elsewhere)


def test_all_problems_are_told_at_once() -> None:
    message = _problem(RECEIVER_THREADS="many", RECEIVER_POLL_S="-1", RECEIVER_TREADS="4")
    assert all(name in message for name in ("RECEIVER_THREADS", "RECEIVER_POLL_S", "RECEIVER_TREADS"))


def test_every_setting_is_described() -> None:
    assert [name for name, field in settings.Settings.model_fields.items() if not field.description] == []


def test_a_command_on_the_store_needs_the_store_only() -> None:
    loaded = settings.load_store({"RECEIVER_DATABASE_URL": "sqlite://", "RECEIVER_KILL_SWITCH_FILE": "/etc/stop"})
    assert (loaded.database_url, loaded.kill_switch_file) == ("sqlite://", Path("/etc/stop"))


def test_a_command_on_the_store_does_not_judge_the_other_settings() -> None:
    assert settings.load_store(NEEDED | {"RECEIVER_THREADS": "many"}).database_url == NEEDED["RECEIVER_DATABASE_URL"]


@pytest.mark.parametrize("environment", [{}, NEEDED | {"RECEIVER_DATABSE_URL": "sqlite://"}])
def test_a_command_on_the_store_refuses_what_is_missing_or_misspelt(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="RECEIVER_DATABASE_URL"):
        settings.load_store(environment)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"RECEIVER_TLS_CERT_FILE": "/tls.crt"}, "RECEIVER_TLS_CERT_FILE and RECEIVER_TLS_KEY_FILE go together"),
        ({"RECEIVER_TLS_KEY_FILE": "/tls.key"}, "RECEIVER_TLS_CERT_FILE and RECEIVER_TLS_KEY_FILE go together"),
        ({"RECEIVER_TLS_CLIENT_CA_FILE": "/ca.crt"}, "without RECEIVER_TLS_CERT_FILE nobody is asked"),
    ],
)
def test_half_of_a_tls_setting_is_an_error_rather_than_less_safety(given: dict[str, str], words: str) -> None:
    assert words in _problem(**given)

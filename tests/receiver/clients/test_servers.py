from pathlib import Path

import pytest

from receiver.clients import servers
from receiver.clients.tls import Tls
from receiver.errors import ConfigError, TemporaryError

MIMIR = """
servers:
  - name: eu
    url: https://mimir.example.com/prometheus
    match: {cluster: eu-1}
    external_labels: [cluster]
    tenant: team-a
    token_file: mimir-token
    headers: {X-Extra: extra-header}
    ca_file: /etc/ssl/internal.pem
    cert_file: /etc/client/tls.crt
    key_file: /etc/client/tls.key
  - {name: rest, url: "http://prometheus:9090"}
"""


def _load(tmp_path: Path, text: str) -> servers.Servers:
    path = tmp_path / "prometheus.yaml"
    path.write_text(text, encoding="utf-8")
    return servers.load(path)


def test_a_file_is_read_with_everything_in_it(tmp_path: Path) -> None:
    eu, rest = _load(tmp_path, MIMIR).servers
    assert (eu.match, eu.external_labels, eu.ca_file) == (
        {"cluster": "eu-1"},
        ("cluster",),
        Path("/etc/ssl/internal.pem"),
    )
    assert eu.tls(Path("/more")) == Tls(
        eu.ca_file, Path("/more"), Path("/etc/client/tls.crt"), Path("/etc/client/tls.key")
    )
    assert (rest.name, rest.match, rest.sent_headers(tmp_path)) == ("rest", {}, {})


def test_secrets_are_read_from_the_folder_at_every_use(tmp_path: Path) -> None:
    (tmp_path / "mimir-token").write_text("t0k3n\n", encoding="utf-8")
    (tmp_path / "extra-header").write_text("x", encoding="utf-8")
    eu = _load(tmp_path, MIMIR).servers[0]
    assert eu.sent_headers(tmp_path) == {"X-Extra": "x", "X-Scope-OrgID": "team-a", "Authorization": "Bearer t0k3n"}
    (tmp_path / "mimir-token").write_text("r0tated", encoding="utf-8")
    assert eu.sent_headers(tmp_path)["Authorization"] == "Bearer r0tated"


@pytest.mark.parametrize("content", [None, "", " \n"])
def test_a_missing_secret_is_waited_for_and_named(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "extra-header").write_text(content, encoding="utf-8")
    with pytest.raises(TemporaryError, match="Prometheus eu: no file extra-header in the secrets folder"):
        _load(tmp_path, MIMIR).servers[0].sent_headers(tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("servers: []", "servers: Tuple should have at least 1 item"),
        ("servers: [{name: a, url: prometheus:9090}]", "servers.0.url: String should match"),
        ("servers: [{name: a, url: 'http://a', token: x}]", "servers.0.token: Extra inputs are not permitted"),
        ("servers: [{name: a, url: 'http://a', token_file: ../x}]", "servers.0.token_file: String should match"),
        (
            "servers: [{name: a, url: 'http://a', cert_file: /x}]",
            "servers.0: Value error, cert_file and key_file go together",
        ),
        ("servers: [{name: a, url: 'http://a', tenant: \"a\\nb\"}]", "servers.0.tenant: String should match"),
        ("servers: [{name: a, url: 'http://a', external_labels: ['a\"b']}]", "servers.0.external_labels.0: String"),
        (
            "servers: [{name: a, url: 'http://a'}, {name: b, url: 'http://b'}]",
            "a matches every alert, so b behind it is",
        ),
        ("servers: [{name: a, url: 'http://a', match: {x: y}}, {name: a, url: 'http://b'}]", "have the same name"),
        ("- nothing", "document: Input should be"),
        ("{", "prometheus.yaml"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        _load(tmp_path, text)
    assert problem in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        servers.load(tmp_path / "nowhere.yaml")

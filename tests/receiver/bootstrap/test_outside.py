import ssl
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import yaml
from kubernetes.config import incluster_config
from localcluster import kubeconfig
from sinks.recorder import Recorder
from sinks.smtp import SmtpSink

from receiver import bootstrap, settings
from receiver.clients.kubernetes import Kubernetes
from receiver.clock import SystemClock
from receiver.domain.allowance import Allowance
from receiver.domain.series import Wanted
from receiver.errors import ConfigError, TemporaryError
from tests.support.builders import TARGET, event
from tests.support.certificates import Authority
from tests.support.installation import install
from tests.support.notifier import thread
from tests.support.secure import SecurePeer, intercepted, secure_peer


def test_the_real_adapters_are_made_from_the_settings_without_calling_anybody(tmp_path: Path) -> None:
    made = bootstrap.adapters(settings.load(install(tmp_path)))
    assert isinstance(made.cluster, Kubernetes)
    assert set(made.notifiers) == {"kubernetes", "slack", "pagerduty", "webhook"}


@pytest.mark.parametrize("content", [None, "not: a kubeconfig", ""])
def test_a_kubeconfig_that_cannot_be_used_is_a_config_error(tmp_path: Path, content: str | None) -> None:
    environment = install(tmp_path)
    path = Path(environment["RECEIVER_KUBECONFIG"])
    path.unlink()
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match="no Kubernetes API"):
        bootstrap.adapters(settings.load(environment))


def test_outside_of_a_pod_a_kubeconfig_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KUBERNETES_SERVICE_HOST", raising=False)
    environment = install(tmp_path)
    del environment["RECEIVER_KUBECONFIG"]
    with pytest.raises(ConfigError, match="run in a pod, or set RECEIVER_KUBECONFIG"):
        bootstrap.adapters(settings.load(environment))


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def inside(ours: Authority) -> Iterator[SecurePeer]:
    """Whoever is connected to, with a certificate that only our own authority vouches for."""
    with secure_peer(ours.sign("inside")) as served:
        yield served


def _installed(folder: Path, peer: SecurePeer, **more: str) -> dict[str, str]:
    """A receiver for which everything outside is this peer."""
    urls = {"PROMETHEUS_URL": "", "PAGERDUTY_URL": "", "SLACK_URL": "/api/", "ALERTMANAGER_URL": ""}
    environment = install(folder) | {f"RECEIVER_{name}": peer.url + path for name, path in urls.items()}
    for name, text in {
        "slack-webhook-url": f"{peer.url}/hook",
        "slack-bot-token.by-token": "xoxb-token",
        "webhook-url": f"{peer.url}/webhook",
        "webhook-signing-key": "k" * 32,
        "action-signing-key": "k" * 32,
    }.items():
        (folder / "secrets" / name).write_text(text, encoding="utf-8")
    return environment | {f"RECEIVER_{name.upper()}": text for name, text in more.items()}


def _reads(environment: dict[str, str]) -> None:
    source = bootstrap.adapters(settings.load(environment)).source
    wanted = Wanted({"namespace": "shop"}, {"namespace": "shop"})
    [found] = source.utilization([wanted], 0.0, 60.0, 10.0, Allowance(SystemClock().monotonic))
    if isinstance(found, TemporaryError):
        raise found


def _tells(notifier: str, route: str, environment: dict[str, str]) -> None:
    told = bootstrap.adapters(settings.load(environment)).notifiers[notifier]
    rendered = told.render(event())
    assert rendered is not None
    told.send(rendered.body, route, thread().sent)


def _calls(environment: dict[str, str]) -> None:
    url = environment["RECEIVER_PAGERDUTY_URL"] + "/call"
    bootstrap.adapters(settings.load(environment)).caller.call(url, "memory", "0badcafe", {})


def _silences(environment: dict[str, str]) -> None:
    silencer = bootstrap.silencer(settings.load(environment))
    assert silencer is not None
    silencer.silence({"a": "b"}, 0.0, 60.0, "somebody", "a test")


_WAYS: dict[str, Callable[[dict[str, str]], None]] = {
    "/api/v1/query": _reads,
    "/hook": partial(_tells, "slack", "default"),
    "/api/chat.postMessage": partial(_tells, "slack", "by-token"),
    "/v2/change/enqueue": partial(_tells, "pagerduty", "default"),
    "/webhook": partial(_tells, "webhook", "default"),
    "/call": _calls,
    "/api/v2/silences": _silences,
}


@pytest.mark.parametrize("path", _WAYS)
def test_everybody_inside_is_believed_by_the_ca_of_the_settings_and_not_without(
    tmp_path: Path, inside: SecurePeer, ours: Authority, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE", raising=False)
    environment = _installed(tmp_path, inside)
    with pytest.raises(TemporaryError, match="cannot be reached"):
        _WAYS[path](environment)
    _WAYS[path](environment | {"RECEIVER_CA_FILE": str(ours.file)})
    assert set(inside.asked) == {path}


@pytest.mark.parametrize("route", ["default", "by-token"])
def test_a_proxy_that_opens_tls_is_believed_by_it_on_the_way_to_slack(
    tmp_path: Path, ours: Authority, monkeypatch: pytest.MonkeyPatch, route: str
) -> None:
    for name in ("no_proxy", "NO_PROXY", "https_proxy", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    with secure_peer(ours.sign("slack.invalid")) as opener, intercepted(opener) as (proxy, asked):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        slack = replace(opener, url="https://slack.invalid")
        environment = _installed(tmp_path, slack)
        with pytest.raises(TemporaryError, match="Slack cannot be reached"):
            _tells("slack", route, environment)
        _tells("slack", route, environment | {"RECEIVER_CA_FILE": str(ours.file)})
    assert set(asked) == {"slack.invalid:443"}
    assert len(set(opener.asked)) == 1


def test_a_mail_server_inside_is_believed_by_it_too(tmp_path: Path, ours: Authority) -> None:
    pair, context = ours.sign("mail"), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    with SmtpSink(Recorder(), tls=context) as sink:
        environment = install(tmp_path) | {
            "RECEIVER_SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
            "RECEIVER_EMAIL_FROM": "forecasts@example.com",
        }
        with pytest.raises(TemporaryError, match="SSLCertVerificationError"):
            _tells("email", "sre@example.com", environment)
        _tells("email", "sre@example.com", environment | {"RECEIVER_CA_FILE": str(ours.file)})
        assert len(sink.recorder.accepted("email")) == 1


def test_the_kubernetes_api_is_not_believed_by_it(tmp_path: Path, inside: SecurePeer, ours: Authority) -> None:
    environment = _installed(tmp_path, inside, ca_file=str(ours.file))
    file = kubeconfig.write(Path(environment["RECEIVER_KUBECONFIG"]), inside.url, "token", "shop")
    with pytest.raises(TemporaryError, match=r"the Kubernetes API cannot be reached \(SSLError"):
        bootstrap.adapters(settings.load(environment)).cluster.workload(TARGET)
    document = yaml.safe_load(file.read_text())
    document["clusters"][0]["cluster"]["certificate-authority"] = str(ours.file)
    file.write_text(yaml.safe_dump(document))
    with pytest.raises(TemporaryError, match="Kubernetes answered 501"):  # the peer takes no GET
        bootstrap.adapters(settings.load(environment)).cluster.workload(TARGET)


def test_in_a_pod_the_token_of_the_service_account_is_read_at_every_call(
    tmp_path: Path, inside: SecurePeer, ours: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = tmp_path / "token"
    token.write_text("first")
    monkeypatch.setattr(incluster_config, "SERVICE_TOKEN_FILENAME", str(token))
    monkeypatch.setattr(incluster_config, "SERVICE_CERT_FILENAME", str(ours.file))
    host, port = inside.url.removeprefix("https://").split(":")
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", host)
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", port)
    environment = _installed(tmp_path, inside)
    del environment["RECEIVER_KUBECONFIG"]
    cluster = bootstrap.adapters(settings.load(environment)).cluster
    with pytest.raises(TemporaryError, match="Kubernetes answered 501"):
        cluster.workload(TARGET)
    token.unlink()
    with pytest.raises(TemporaryError, match="token cannot be read: FileNotFoundError"):
        cluster.workload(TARGET)


def test_a_prometheus_with_authorities_of_its_own_believes_no_others(
    tmp_path: Path, inside: SecurePeer, ours: Authority
) -> None:
    other = Authority(tmp_path, "other")
    environment = _installed(tmp_path, inside, ca_file=str(ours.file))
    with pytest.raises(TemporaryError, match="Prometheus one cannot be reached"):
        _reads(_with_servers(tmp_path, environment, {"url": inside.url, "ca_file": str(other.file)}))


def test_a_prometheus_that_asks_for_a_certificate_is_shown_that_of_its_server(tmp_path: Path, ours: Authority) -> None:
    pair = ours.sign("receiver")
    with secure_peer(ours.sign("prometheus"), clients=ours) as peer:
        server = {"url": peer.url, "ca_file": str(ours.file)}
        shown = {"cert_file": str(pair.certificate), "key_file": str(pair.key)}
        environment = _installed(tmp_path, peer)
        with pytest.raises(TemporaryError, match="Prometheus one cannot be reached"):
            _reads(_with_servers(tmp_path, environment, server))
        _reads(_with_servers(tmp_path, environment, server | shown))
        limits = bootstrap.adapters(settings.load(_with_servers(tmp_path, environment, server | shown))).limits
        assert limits.reached("memory", 0.0, 60.0, 60.0, 10.0) == []
    assert peer.shown == ["receiver", "receiver"]


def _with_servers(folder: Path, environment: dict[str, str], server: dict[str, str]) -> dict[str, str]:
    (folder / "servers.yaml").write_text(yaml.safe_dump({"servers": [{"name": "one"} | server]}), encoding="utf-8")
    without = {name: text for name, text in environment.items() if name != "RECEIVER_PROMETHEUS_URL"}
    return without | {"RECEIVER_PROMETHEUS_FILE": str(folder / "servers.yaml")}

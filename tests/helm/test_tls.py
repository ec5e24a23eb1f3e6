"""TLS: the receiver's own, and that of whoever connects to it because the chart says so."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from helm_python import HelmRenderError

from tests.helm.rendering import Values, case, one, rendered
from tests.support.certificates import Authority
from tests.support.served import serving

PLAIN, MUTUAL = case("operator"), case("apart")
TLS = PLAIN | {"tls": {"existingSecret": "receiver-tls"}}
NAME = "pre-predictive-reliability-engine.monitoring.svc"


def _container(values: Values) -> Any:
    return rendered(values, "/deployment")[0]["spec"]["template"]["spec"]["containers"][0]


def _webhook(values: Values) -> Any:
    return one(values, "alertmanagerconfig")["spec"]["receivers"][0]["webhookConfigs"][0]


def _endpoint(values: Values) -> Any:
    return one(values, "servicemonitor")["spec"]["endpoints"][0]


def test_without_it_nobody_is_told_of_it() -> None:
    assert _webhook(PLAIN)["url"].startswith("http://")
    assert "tlsConfig" not in _webhook(PLAIN)["httpConfig"]
    assert not {"scheme", "tlsConfig"} & set(_endpoint(PLAIN))
    assert _container(PLAIN)["readinessProbe"]["httpGet"] == {"path": "/-/ready", "port": "http"}


def test_alertmanager_and_prometheus_check_the_name_against_the_ca_of_the_secret() -> None:
    trust = {"serverName": NAME, "ca": {"secret": {"name": "receiver-tls", "key": "ca.crt"}}}
    assert _webhook(TLS)["url"] == f"https://{NAME}:8080/api/v1/alerts"
    assert (_webhook(TLS)["httpConfig"]["tlsConfig"], _endpoint(TLS)["tlsConfig"]) == (trust, trust)
    assert _endpoint(TLS)["scheme"] == "https"
    assert [one(values, "service")["spec"]["ports"][0]["appProtocol"] for values in (PLAIN, TLS)] == ["http", "https"]
    public = TLS | {"tls": {"existingSecret": "receiver-tls", "caKey": "", "serverName": "forecasts.example.com"}}
    assert _endpoint(public)["tlsConfig"] == {"serverName": "forecasts.example.com"}


def test_where_everybody_shows_a_certificate_both_have_one_and_the_kubelet_only_connects() -> None:
    shown = {"name": "monitoring-client-tls", "key": "tls.crt"}
    for config in (_webhook(MUTUAL)["httpConfig"]["tlsConfig"], _endpoint(MUTUAL)["tlsConfig"]):
        assert (config["cert"], config["keySecret"]) == ({"secret": shown}, shown | {"key": "tls.key"})
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert _container(MUTUAL)[probe]["tcpSocket"] == {"port": "http"}
        assert _container(TLS)[probe]["httpGet"]["scheme"] == "HTTPS"


def test_the_files_are_those_of_the_secret_and_the_worker_has_none_of_them() -> None:
    web, worker = (found["spec"]["template"]["spec"] for found in rendered(MUTUAL, "/deployment"))
    variables = {one["name"]: one.get("value") for one in web["containers"][0]["env"]}
    assert [variables[f"RECEIVER_TLS_{name}_FILE"] for name in ("CERT", "KEY", "CLIENT_CA")] == [
        f"/etc/receiver/tls/{name}" for name in ("tls.crt", "tls.key", "ca.crt")
    ]
    assert "tls" in [volume["name"] for volume in web["volumes"]]
    assert "tls" not in [volume["name"] for volume in worker["volumes"]]
    assert not [one["name"] for one in worker["containers"][0]["env"] if "TLS" in one["name"]]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (PLAIN | {"tls": {"clientCaKey": "ca.crt"}}, "need tls.existingSecret"),
        (PLAIN | {"tls": {"clientSecret": "client"}}, "need tls.existingSecret"),
        (PLAIN | {"tls": {"existingSecret": "a", "clientCaKey": "ca.crt"}}, "set tls.clientSecret"),
    ],
)
def test_what_nobody_could_connect_to_is_not_installed(values: Values, message: str) -> None:
    with pytest.raises(HelmRenderError, match=message):
        rendered(values)


@pytest.mark.parametrize("mutual", [False, True])
def test_the_test_pods_program_finds_a_receiver_ready_over_tls(tmp_path: Path, mutual: bool) -> None:
    """The very program of the pod, with its addresses and files replaced by those of a receiver that runs here."""
    authority = Authority(tmp_path, "ours")
    own, client = authority.sign(NAME), authority.sign("helm-test")
    files = {"tls_cert_file": str(own.certificate), "tls_key_file": str(own.key)}
    files |= {"tls_client_ca_file": str(authority.file)} if mutual else {}
    with serving(tmp_path, scheme="https", **files) as served:
        [program] = one(MUTUAL if mutual else TLS, "tests/ready")["spec"]["containers"][0]["args"]
        for written, here in (
            (f"https://{NAME}:8080", served.url),
            ("/etc/receiver/tls/ca.crt", authority.file),
            ("/etc/receiver/client/tls.crt", client.certificate),
            ("/etc/receiver/client/tls.key", client.key),
        ):
            program = program.replace(written, str(here))
        assert "/etc/" not in program
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=150)
    assert (done.returncode, done.stderr) == (0, "")

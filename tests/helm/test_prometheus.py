"""Several Prometheus servers, or one that wants more than a URL: the receiver reads what the chart writes."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from helm_python import HelmRenderError, HelmValuesError

from receiver.clients import servers
from receiver.clients.servers import Server
from tests.helm.rendering import CHART, case, one, rendered

SERVERS = case("apart")["prometheus"]["servers"]


def _with(**server: Any) -> dict[str, Any]:
    return case("least") | {"prometheus": {"servers": [{"name": "one", "url": "https://one", **server}]}}


def test_the_receiver_reads_the_servers_of_the_values(tmp_path: Path) -> None:
    (tmp_path / "servers.yaml").write_text(one(case("apart"), "prometheusservers")["data"]["servers.yaml"])
    read = servers.load(tmp_path / "servers.yaml").servers
    assert read == tuple(Server.model_validate(server) for server in SERVERS)


def test_the_schema_knows_every_key_of_a_server() -> None:
    schema = yaml.safe_load((CHART / "values.schema.json").read_text())
    items = schema["properties"]["prometheus"]["properties"]["servers"]["items"]
    assert set(items["properties"]) == set(Server.model_fields)


def test_it_is_mounted_where_the_setting_looks_for_it_and_a_change_is_a_new_pod() -> None:
    made = [found["spec"]["template"] for found in rendered(case("apart"), "/deployment")]
    name = one(case("apart"), "prometheusservers")["metadata"]["name"]
    for template in made:
        pod = template["spec"]
        [container] = pod["containers"]
        variables = {variable["name"]: variable.get("value") for variable in container["env"]}
        assert variables["RECEIVER_PROMETHEUS_FILE"] == "/etc/receiver/prometheus/servers.yaml"
        assert "RECEIVER_PROMETHEUS_URL" not in variables
        assert {"name": "prometheus", "configMap": {"name": name}} in pod["volumes"]
        assert {"name": "prometheus-ca", "configMap": {"name": "internal-ca"}} in pod["volumes"]
        assert template["metadata"]["annotations"]["checksum/prometheus"]
    assert rendered(case("least"), "/prometheusservers") == []


@pytest.mark.parametrize("server", SERVERS, ids=lambda server: server["name"])
def test_the_certificates_of_a_server_are_where_they_are_looked_for(server: dict[str, Any]) -> None:
    worker = rendered(case("apart"), "/deployment")[1]["spec"]["template"]["spec"]["containers"][0]
    folders = {mount["mountPath"] for mount in worker["volumeMounts"]}
    named = [Path(server[key]) for key in ("ca_file", "cert_file", "key_file") if key in server]
    assert {str(file.parent) for file in named} <= folders


def test_who_asks_shows_the_certificate_of_the_secret_and_who_only_accepts_has_it_not() -> None:
    web, worker = (found["spec"]["template"]["spec"] for found in rendered(case("apart"), "/deployment"))
    client = {"name": "prometheus-client", "secret": {"secretName": "receiver-client-tls", "defaultMode": 0o440}}
    assert client in worker["volumes"]
    assert "prometheus-client" not in [volume["name"] for volume in web["volumes"]]
    assert "prometheus-client" not in [mount["name"] for mount in web["containers"][0]["volumeMounts"]]


def test_for_one_server_its_url_and_the_secret_are_enough(tmp_path: Path) -> None:
    values = case("least")
    values["prometheus"] = values["prometheus"] | {"clientSecret": "receiver-client-tls"}
    [container] = one(values, "deployment")["spec"]["template"]["spec"]["containers"]
    (tmp_path / "servers.yaml").write_text(one(values, "prometheusservers")["data"]["servers.yaml"])
    [server] = servers.load(tmp_path / "servers.yaml").servers
    folders = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    assert (server.url, server.match) == (values["prometheus"]["url"], {})
    assert (server.cert_file, server.key_file) == tuple(
        Path(folders["prometheus-client"]) / name for name in ("tls.crt", "tls.key")
    )
    names = {variable["name"] for variable in container["env"]}
    assert "RECEIVER_PROMETHEUS_FILE" in names
    assert "RECEIVER_PROMETHEUS_URL" not in names


def test_the_way_to_every_server_is_open() -> None:
    _, rest = one(case("apart"), "networkpolicy")["spec"]["egress"]
    assert {443, 9443, 10902} <= {found["port"] for found in rest["ports"]}


@pytest.mark.parametrize(
    "server",
    [
        {"token": "abc"},
        {"token_file": "../token"},
        {"ca_file": "/etc/ssl/ca.crt"},
        {"cert_file": "/etc/ssl/tls.crt", "key_file": "/etc/ssl/tls.key"},
        {"cert_file": "/etc/receiver/secrets/tls.crt"},
        {"url": "one:9090"},
        {"match": {"a": 1}},
    ],
)
def test_what_the_receiver_would_refuse_the_schema_refuses(server: dict[str, Any]) -> None:
    with pytest.raises(HelmValuesError):
        rendered(_with(**server))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (_with(ca_file="/etc/receiver/prometheus-ca/ca.crt"), "prometheus.caConfigMap, which is not set"),
        (
            _with(**{f"{one}_file": f"/etc/receiver/prometheus-client/tls.{one}" for one in ("cert", "key")}),
            "prometheus.clientSecret, which is not set",
        ),
        (
            {"prometheus": {"servers": SERVERS[2:], "clientSecret": "b"}, "secrets": {"existingSecret": "a"}},
            "is shown to none of prometheus.servers",
        ),
        ({"prometheus": {"url": "http://two", "servers": SERVERS[2:]}, "secrets": {"existingSecret": "a"}}, "exclude"),
    ],
)
def test_what_could_not_be_asked_is_not_installed(values: dict[str, Any], message: str) -> None:
    with pytest.raises(HelmRenderError, match=message):
        rendered(values)

from pathlib import Path

import pytest
import yaml
from kubernetes import config
from localcluster import kubeconfig
from loopback.ports import free_port

from receiver.clients.kubernetes import configuration
from tests.support.apiserver import api_server
from tests.support.builders import TARGET

PROXY = "http://proxy.example.com:3128"


def test_a_proxy_of_the_environment_does_not_stand_before_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pod the API's address is a number that nobody thinks of naming in NO_PROXY."""
    for name in ("no_proxy", "NO_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    with api_server() as server:
        server.deploy(TARGET, "web-1", replicas=2)
        assert server.kubernetes.workload(TARGET).replicas == 2


def test_a_proxy_of_the_kubeconfig_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    file = kubeconfig.write(tmp_path / "kubeconfig", "https://api.example.com", "token", "shop")
    document = yaml.safe_load(file.read_text())
    document["clusters"][0]["cluster"]["proxy-url"] = PROXY
    file.write_text(yaml.safe_dump(document))
    read = configuration()
    config.load_kube_config(str(file), client_configuration=read)  # type: ignore[no-untyped-call]
    assert read.proxy == PROXY

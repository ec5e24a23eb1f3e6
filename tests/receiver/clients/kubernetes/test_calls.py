from pathlib import Path

import pytest
import yaml
from kubernetes import client, config
from localcluster import kubeconfig
from loopback.ports import free_port

from receiver.clients.kubernetes import Kubernetes, configuration, read_token_anew
from receiver.errors import TemporaryError
from tests.support.apiserver import api_server
from tests.support.builders import TARGET
from tests.support.loopback import Peer

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


@pytest.fixture
def token(tmp_path: Path) -> Path:
    return tmp_path / "token"


@pytest.fixture
def cluster(peer: Peer, token: Path) -> Kubernetes:
    made = configuration()
    made.host, made.api_key = peer.url, {"authorization": "of the start"}
    read_token_anew(made, token)
    return Kubernetes(client.ApiClient(made), 5.0)


def test_a_token_that_was_rotated_is_sent_from_the_next_call_on(cluster: Kubernetes, peer: Peer, token: Path) -> None:
    for text in ("first\n", "second"):
        token.write_text(text)
        with pytest.raises(TemporaryError):
            cluster.workload(TARGET)
    assert [asked.headers["Authorization"] for asked in peer.asked] == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_while_the_token_cannot_be_read_nothing_is_asked_and_it_is_tried_again(
    cluster: Kubernetes, peer: Peer, token: Path, content: bytes | None
) -> None:
    if content is not None:
        token.write_bytes(content)
    with pytest.raises(TemporaryError, match="the service account's token cannot be read"):
        cluster.workload(TARGET)
    assert peer.asked == []

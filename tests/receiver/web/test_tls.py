"""`receiver serve` with TLS and a client CA, with real handshakes."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.support.certificates import Authority, Pair
from tests.support.payloads import encoded, wire_group
from tests.support.served import BEARER, Served, serving


@dataclass(frozen=True)
class Guarded:
    """A receiver that asks for certificates, one that it takes, and one that it does not."""

    served: Served
    authority: Path
    known: Pair
    stranger: Pair

    def post(self, pair: Pair | None, headers: dict[str, str] = BEARER) -> requests.Response:
        with requests.Session() as session:
            session.trust_env = False  # a CA bundle named in the environment would win
            session.verify = str(self.authority)
            session.cert = (str(pair.certificate), str(pair.key)) if pair else None
            body = encoded(wire_group())
            answers = [session.post(self.served.url + "/api/v1/alerts", body, headers=headers, timeout=20)]
            answers += [session.post(self.served.url + "/api/v1/alerts", body, headers=headers, timeout=20)]
        assert answers[0].status_code == answers[1].status_code
        return answers[1]

    def healthy(self) -> str:
        files = (str(self.known.certificate), str(self.known.key))
        return requests.get(self.served.url + "/-/healthy", verify=str(self.authority), cert=files, timeout=20).text


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    servers, clients = Authority(folder, "servers"), Authority(folder, "clients")
    own = servers.sign("receiver")
    files = {"tls_cert_file": own.certificate, "tls_key_file": own.key, "tls_client_ca_file": clients.file}
    with serving(folder, scheme="https", **{name: str(path) for name, path in files.items()}) as served:
        stranger = Authority(folder, "others").sign("stranger")
        yield Guarded(served, servers.file, clients.sign("alertmanager"), stranger)


def test_a_client_with_a_certificate_and_a_token_is_let_in(guarded: Guarded) -> None:
    assert guarded.post(guarded.known).text == "accepted 1\n"


def test_a_certificate_does_not_replace_the_token(guarded: Guarded) -> None:
    assert guarded.post(guarded.known, headers={}).status_code == 401


@pytest.mark.parametrize("who", ["nobody", "stranger"])
def test_without_a_certificate_of_the_ca_not_even_a_valid_token_is_read(guarded: Guarded, who: str) -> None:
    with pytest.raises(requests.ConnectionError):
        guarded.post(None if who == "nobody" else guarded.stranger)


def test_plain_http_is_not_spoken(guarded: Guarded) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(guarded.served.url.replace("https", "http") + "/-/healthy", timeout=20)


def test_old_tls_is_not_spoken(guarded: Guarded) -> None:
    context = ssl.create_default_context(cafile=str(guarded.authority))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with ExitStack() as stack, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(guarded.served.connect(stack), server_hostname="127.0.0.1")


@pytest.mark.parametrize("says", [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01\x00", b"GET / HTTP/1.1\r\n\r\n"])
def test_half_a_handshake_keeps_nobody_else_waiting(guarded: Guarded, says: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(16):
            guarded.served.connect(stack, says)
        assert guarded.healthy() == "healthy\n"


def test_half_a_head_behind_a_handshake_keeps_nobody_else_waiting(guarded: Guarded) -> None:
    context = ssl.create_default_context(cafile=str(guarded.authority))
    context.load_cert_chain(guarded.known.certificate, guarded.known.key)
    with ExitStack() as stack:
        for _ in range(16):
            plain: socket.socket = guarded.served.connect(stack)
            secure = stack.enter_context(context.wrap_socket(plain, server_hostname="127.0.0.1"))
            secure.sendall(b"GET /-/healthy HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert guarded.healthy() == "healthy\n"

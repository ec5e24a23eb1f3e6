"""Real handshakes on loopback: whose certificates are believed, and which one is shown."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receiver.clients.http import Http
from receiver.clients.tls import Tls
from receiver.errors import TemporaryError
from tests.support.certificates import Authority, Pair
from tests.support.secure import SecurePeer, secure_peer


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "ours")


@pytest.fixture
def theirs(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "theirs")


@pytest.fixture
def peer(ours: Authority) -> Iterator[SecurePeer]:
    with secure_peer(ours.sign("peer")) as served:
        yield served


@pytest.fixture(autouse=True)
def public(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Stands for those that everybody trusts."""
    authority = Authority(tmp_path, "public")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority


def _reaches(peer: SecurePeer, http: Http) -> bool:
    try:
        http.post_json(peer.url, {})
    except TemporaryError:
        return False
    return True


def _put(pair: Pair, folder: Path) -> Tls:
    """Where a Secret is mounted."""
    folder.mkdir(exist_ok=True)
    shutil.copy(pair.certificate, folder / "tls.crt")
    shutil.copy(pair.key, folder / "tls.key")
    return Tls(cert_file=folder / "tls.crt", key_file=folder / "tls.key")


def test_more_authorities_are_believed_beside_the_public_ones(
    peer: SecurePeer, ours: Authority, public: Authority
) -> None:
    http = Http("Slack", tls=Tls(more_ca_file=ours.file))
    with secure_peer(public.sign("known")) as known:
        assert (_reaches(peer, http), _reaches(known, http)) == (True, True)
        assert _reaches(peer, Http("Slack")) is False


def test_other_libraries_believe_the_same(ours: Authority, theirs: Authority) -> None:
    def believed(tls: Tls) -> set[str]:
        found: list[Any] = tls.context().get_ca_certs()
        return {name for one in found for ((_, name),) in one["subject"]}

    assert believed(Tls()) == {"public"}
    assert believed(Tls(more_ca_file=ours.file)) == {"public", "ours"}
    assert believed(Tls(ca_file=theirs.file, more_ca_file=ours.file)) == {"theirs"}


def test_authorities_of_ones_own_are_believed_instead_of_the_public_ones(
    peer: SecurePeer, ours: Authority, public: Authority
) -> None:
    http = Http("Prometheus", tls=Tls(ca_file=ours.file))
    with secure_peer(public.sign("known")) as known:
        assert (_reaches(peer, http), _reaches(known, http)) == (True, False)


@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_authorities_that_cannot_be_read_are_waited_for_and_read_anew(
    peer: SecurePeer, ours: Authority, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "more.pem"
    if content is not None:
        file.write_text(content)
    http = Http("Slack", tls=Tls(more_ca_file=file))
    assert _reaches(peer, http) is False
    file.write_text("# Übergabe an die Kollegen\n" + ours.file.read_text())
    assert _reaches(peer, http) is True


def test_a_certificate_is_shown_where_one_is_asked_for_and_a_rotated_one_from_the_next_connection_on(
    ours: Authority, theirs: Authority, tmp_path: Path
) -> None:
    folder = tmp_path / "client"
    shown = _put(ours.sign("nobody-they-know"), folder)
    http = Http("Prometheus", tls=Tls(ca_file=ours.file, cert_file=shown.cert_file, key_file=shown.key_file))
    with secure_peer(ours.sign("peer"), clients=theirs) as peer:
        assert _reaches(peer, http) is False
        for name in ("receiver-1", "receiver-2"):
            _put(theirs.sign(name), folder)
            assert _reaches(peer, http) is True
        assert _reaches(peer, Http("Prometheus", tls=Tls(ca_file=ours.file))) is False
    assert peer.shown == ["receiver-1", "receiver-2"]


def test_what_cannot_be_used_is_named(ours: Authority, theirs: Authority, tmp_path: Path) -> None:
    mine, other = ours.sign("mine"), theirs.sign("other")
    (tmp_path / "empty").write_text("")
    absent, empty = tmp_path / "absent", tmp_path / "empty"
    assert Tls(ours.file, theirs.file, mine.certificate, mine.key).problems() == []
    assert Tls(ca_file=absent, key_file=absent).problems() == [
        f"there is no file {absent}, which its ca_file names",
        f"there is no file {absent}, which its key_file names",
    ]
    assert Tls(ca_file=empty).problems() == [f"{empty}, which its ca_file names, holds no certificate"]
    assert Tls(cert_file=mine.certificate, key_file=other.key).problems() == [
        f"{mine.certificate} and {other.key}, which its cert_file and key_file name, are no certificate with its key"
    ]


def test_a_key_with_a_password_is_refused_and_nobody_is_asked_for_it(ours: Authority) -> None:
    """Nobody sits at a terminal in a pod."""
    pair = ours.sign("locked", password=b"secret")
    [problem] = Tls(cert_file=pair.certificate, key_file=pair.key).problems()
    assert problem.endswith("are no certificate with its key")

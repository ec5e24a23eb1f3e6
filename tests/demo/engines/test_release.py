from pathlib import Path

import pytest
from engines.release import Release, Source, configured_sources, own_sources

DEB822 = """\
# the archive
Types: deb deb-src
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: https://nodes.example
Suites: nodistro
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mDMEY865
"""


@pytest.fixture
def etc_apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_deb822_sources_are_read(etc_apt: Path) -> None:
    (etc_apt / "sources.list.d/debian.sources").write_text(DEB822)
    key = "/usr/share/keyrings/debian-archive-keyring.gpg"
    assert configured_sources(etc_apt) == [
        Source("http://mirror.example/debian", "bookworm", ("main", "contrib"), key),
        Source("http://mirror.example/debian", "bookworm-updates", ("main", "contrib"), key),
        Source("https://nodes.example", "nodistro", ("main",), None),
    ]


def test_one_line_sources_are_read(etc_apt: Path) -> None:
    (etc_apt / "sources.list").write_text(
        "# deb http://old.example stable main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://a.example/ubuntu noble main universe # note\n"
        "deb-src http://a.example/ubuntu noble main\n"
    )
    assert configured_sources(etc_apt) == [Source("http://a.example/ubuntu", "noble", ("main", "universe"), "/k.gpg")]


def test_only_the_releases_own_sources_are_picked(etc_apt: Path) -> None:
    (etc_apt / "sources.list").write_text(
        "deb http://a.example/debian bookworm main\n"
        "deb http://a.example/debian-security bookworm-security main\n"
        "deb http://docker.example bookworm stable\n"
        "deb http://pg.example bookworm-pgdg main\n"
    )
    own = own_sources(Release("debian", "bookworm"), etc_apt)
    assert [source.suite for source in own] == ["bookworm", "bookworm-security"]


def test_a_rolling_release_is_found_by_its_suite(etc_apt: Path) -> None:
    (etc_apt / "sources.list").write_text("deb http://a.example/debian unstable main\n")
    assert [source.suite for source in own_sources(Release("debian", "forky"), etc_apt)] == ["unstable"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (Source("http://a.example", "sid", ("main",)), "deb http://a.example sid main"),
        (Source("http://a.example", "sid", ("main",), "/k.gpg"), "deb [signed-by=/k.gpg] http://a.example sid main"),
    ],
)
def test_a_source_is_written_as_apt_reads_it(source: Source, line: str) -> None:
    assert source.line() == line

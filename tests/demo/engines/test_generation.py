from pathlib import Path

import pytest
from engines import generation
from engines.errors import EnginesError
from engines.generation import GENERATIONS, debian_source, package_sources
from engines.release import Release


def test_other_systems_are_told_what_to_install() -> None:
    with pytest.raises(EnginesError, match="put prometheus, promtool and alertmanager on PATH"):
        package_sources(GENERATIONS[2], Release("fedora", ""))


def test_what_prometheus_does_not_come_with_gives_no_advice_about_it() -> None:
    with pytest.raises(EnginesError, match="on Debian and Ubuntu") as caught:
        debian_source("bookworm", Release("fedora", ""))
    assert "prometheus" not in str(caught.value)


def test_sid_on_ubuntu_needs_debians_keys(tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match="sudo apt install debian-archive-keyring"):
        package_sources(GENERATIONS[3], Release("ubuntu", "noble"), keyrings=tmp_path)


def test_sid_on_ubuntu_comes_from_debians_mirror(tmp_path: Path) -> None:
    keyring = tmp_path / generation.DEBIAN_KEYRINGS[0]
    keyring.touch()
    [source] = package_sources(GENERATIONS[3], Release("ubuntu", "noble"), keyrings=tmp_path)
    assert source.line() == f"deb [signed-by={keyring}] http://deb.debian.org/debian sid main"

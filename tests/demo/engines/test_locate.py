from pathlib import Path

import pytest
from engines.locate import locate


@pytest.fixture
def own_binaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    versions = {"prometheus": "2.53.1", "promtool": "2.53.1", "prometheus-alertmanager": "0.28.0"}
    for name, version in versions.items():
        file = tmp_path / name
        file.write_text(f"#!/bin/sh\necho '{name}, version {version}'\n")
        file.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize("generation", [None, 2])
def test_the_users_own_binaries_come_first(own_binaries: Path, generation: int | None) -> None:
    found = locate(generation, engines_folder=own_binaries / "never")
    assert (found.prometheus, found.prometheus_version) == (own_binaries / "prometheus", (2, 53))
    assert found.alertmanager_command == (str(own_binaries / "prometheus-alertmanager"),)
    assert found.origin == "PATH"


@pytest.mark.engines
@pytest.mark.parametrize(("generation", "minimum"), [(2, (2, 31)), (3, (3, 5))])
def test_packages_give_the_generation_asked_for(generation: int, minimum: tuple[int, int]) -> None:
    found = locate(generation)
    assert found.prometheus_version >= minimum
    assert found.promtool.is_file()

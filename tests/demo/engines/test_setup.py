import os
from pathlib import Path

import pytest
from engines import once, setup
from engines.errors import EnginesError
from engines.generation import GENERATIONS

BROKEN_APT = """#!/bin/sh
case "$*" in *download*) echo half > prometheus.deb; echo "E: 404 Not Found" >&2; exit 100;; esac
"""


def test_a_finished_folder_is_used_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "2"
    folder.mkdir()
    (folder / once.VERSIONS_FILE).write_text("{}")
    assert setup.set_up(GENERATIONS[2], tmp_path) == folder
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


@pytest.mark.engines
def test_a_set_up_that_failed_leaves_nothing_that_looks_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for tool in ("apt-get", "apt-cache"):
        (tmp_path / tool).write_text(BROKEN_APT)
        (tmp_path / tool).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    engines = tmp_path / "engines"
    with pytest.raises(EnginesError, match=r"(?s)apt-get failed \(100\).*404 Not Found"):
        setup.set_up(GENERATIONS[2], engines)
    assert [path.name for path in engines.iterdir()] == ["lock"]

import subprocess
from pathlib import Path

import pytest
from engines.namespace import in_namespace


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    (tmp_path / "usr/share").mkdir(parents=True)
    (tmp_path / "usr/share/default.tmpl").write_text("{{ here }}")
    return tmp_path


def test_the_unpacked_share_folder_stands_in_for_the_systems(unpacked: Path) -> None:
    if subprocess.run([*in_namespace(unpacked), "true"], capture_output=True).returncode != 0:
        pytest.skip("this user may not mount in a namespace")
    command = [*in_namespace(unpacked), "cat", "/usr/share/default.tmpl"]
    assert subprocess.run(command, capture_output=True, text=True).stdout == "{{ here }}"
    assert not Path("/usr/share/default.tmpl").exists()

import subprocess
from pathlib import Path

import pytest
from engines.template import namespaces_allowed, with_template


def test_the_unpacked_share_folder_stands_in_for_the_systems(tmp_path: Path) -> None:
    if not namespaces_allowed():
        pytest.skip("this user may not make namespaces")
    (tmp_path / "default.tmpl").write_text("{{ here }}")
    seen = subprocess.run([*with_template(tmp_path), "cat", "/usr/share/default.tmpl"], capture_output=True, text=True)
    assert seen.stdout == "{{ here }}"
    assert not Path("/usr/share/default.tmpl").exists()

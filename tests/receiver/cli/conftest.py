from pathlib import Path

import pytest

from tests.support.installation import install


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return install(tmp_path)

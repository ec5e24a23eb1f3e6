from pathlib import Path

import pytest
from engines import setup
from engines.errors import EnginesError
from engines.generation import GENERATIONS, Generation


def test_a_finished_folder_is_used_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "2"
    folder.mkdir()
    (folder / setup.VERSIONS_FILE).write_text("{}")
    assert setup.set_up(GENERATIONS[2], tmp_path) == folder
    assert [path.name for path in tmp_path.iterdir()] == ["2"]


@pytest.mark.engines
def test_a_set_up_that_failed_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    from_the_future = Generation(2, (99, 0), (0, 0))
    with pytest.raises(EnginesError, match=r"prometheus is \d+\.\d+, older than the 99\.0 needed"):
        setup.set_up(from_the_future, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]

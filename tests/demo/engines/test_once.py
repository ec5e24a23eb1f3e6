from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, Thread

import pytest
from engines.once import VERSIONS_FILE, fill_once


class Filler:
    """Fills a folder with one file, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, scratch: Path, content: Path) -> Mapping[str, str]:
        self.asked += 1
        content.mkdir()
        (content / "file").write_text("complete")
        return {"package": "1.0"}


def test_a_folder_is_filled_once(tmp_path: Path) -> None:
    fill = Filler()
    folder = fill_once(tmp_path / "new/target", fill)
    assert fill_once(tmp_path / "new/target", fill) == folder
    assert (folder / "file").read_text() == "complete"
    assert fill.asked == 1


def test_two_at_the_same_time_wait_for_each_other(tmp_path: Path) -> None:
    fill, start = Filler(), Barrier(2)

    def one() -> None:
        start.wait(5)
        fill_once(tmp_path / "target", fill)

    threads = [Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fill.asked == 1


def test_an_interrupted_filling_leaves_nothing_that_looks_finished(tmp_path: Path) -> None:
    def interrupted(scratch: Path, content: Path) -> Mapping[str, str]:
        content.mkdir()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill_once(tmp_path / "target", interrupted)
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_what_a_killed_filling_left_is_removed_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-x").mkdir()
    (tmp_path / ".unfinished-x/sources").touch()
    fill_once(tmp_path / "target", Filler())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lock", "target"]


def test_a_folder_without_versions_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target/old").touch()
    fill_once(tmp_path / "target", Filler())
    assert sorted(path.name for path in (tmp_path / "target").iterdir()) == ["file", VERSIONS_FILE]

from pathlib import Path

import pytest
from engines.errors import EnginesError
from engines.version import stated_version, text


def program(folder: Path, says: str) -> Path:
    file = folder / "program"
    file.write_text(f"#!/bin/sh\necho '{says}'\n")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("says", "version"),
    [
        ("prometheus, version 2.42.0+ds (branch: debian/sid)", (2, 42)),
        ("alertmanager, version 0.33.1 (branch: debian/sid)", (0, 33)),
    ],
)
def test_the_version_is_read_from_what_the_program_says(tmp_path: Path, says: str, version: tuple[int, int]) -> None:
    assert stated_version(program(tmp_path, says)) == version


def test_a_program_of_the_same_name_that_is_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EnginesError, match="said 'hello"):
        stated_version(program(tmp_path, "hello"))


def test_versions_read_as_people_write_them() -> None:
    assert text((0, 33)) == "0.33"

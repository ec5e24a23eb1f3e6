"""The README of every module, root and example lists its inputs and outputs as the code has them."""

import pytest

from tests.support.terraform import FOLDERS, SOURCES
from tests.support.terraform_readme import rewritten, tables


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_tables_are_the_ones_of_the_code(folder: str) -> None:
    readme = (SOURCES / folder / "README.md").read_text(encoding="utf-8")
    assert readme == rewritten(readme, tables(SOURCES / folder)), "run make terraform-readme"


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_input_and_output_has_a_meaning(folder: str) -> None:
    rows = [line for line in tables(SOURCES / folder).splitlines() if line.startswith("| `")]
    assert [row for row in rows if row.endswith("|  |")] == []

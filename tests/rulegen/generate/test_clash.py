"""An entry that is called like a group of another is refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.errors import CatalogProblemsError
from rulegen.generate.lint import lint
from rulegen.generate.plan import Options, read
from rulegen.outputs.alertmanager import Endpoint
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
OPTIONS = Options(1, None, Endpoint("http://receiver", "token"))
SLOW = "      - { severity: warning, windows: [6h, 24h], horizon: 24h, floor: 0.6, for: 30m }\n"


def both(first: str, second: str, alert: str = SLOW) -> str:
    """A catalog of two entries with a fast and another alert."""
    head, entry = ENTRY.split("forecasts:\n")
    entry += alert
    return f"{head}forecasts:\n{entry.replace('disk-full', first)}{entry.replace('disk-full', second)}"


@pytest.mark.parametrize(
    ("first", "second", "line"), [("x", "x-slow", 13), ("x-slow", "x", 4), ("y", "disks-avg5m", 13)]
)
def test_a_name_that_makes_a_group_twice_is_refused_at_its_place(
    write_catalog: Writer, first: str, second: str, line: int
) -> None:
    path = write_catalog(both(first, second))
    with pytest.raises(CatalogProblemsError, match=f"disks.yaml:{line}:11: .*has this name already"):
        read([str(path)], OPTIONS)
    assert [found.line for found in lint([str(path)])[0] if found.check == "catalog"] == [line]


@pytest.mark.parametrize(("first", "second"), [("x", "x-fast"), ("x-slow", "y"), ("slow", "x")])
def test_names_that_only_look_alike_are_none_of_its_business(write_catalog: Writer, first: str, second: str) -> None:
    assert len(read([str(write_catalog(both(first, second)))], OPTIONS)) == 1


def test_without_a_slow_group_its_name_is_free(write_catalog: Writer) -> None:
    assert len(read([str(write_catalog(both("x", "x-slow", alert="")))], OPTIONS)) == 1

"""Forecasts that silence each other are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import load, survey
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]


def catalog(**muted_by: str) -> str:
    """Entries by name, each muted by the alert of another."""
    head, entry = ENTRY.split("forecasts:\n")
    return f"{head}forecasts:\n" + "".join(
        entry.replace("disk-full", name) + f"    muted_by: [{{ alert: {alert} }}]\n" for name, alert in muted_by.items()
    )


@pytest.mark.parametrize(
    ("muted_by", "lines"),
    [
        ({"a": "ForecastB", "b": "ForecastA"}, [12, 21]),
        ({"a": "ForecastB", "b": "ForecastC", "c": "ForecastA"}, [12, 21, 30]),
        ({"x": "ForecastA", "a": "ForecastB", "b": "ForecastA"}, [21, 30]),
    ],
)
def test_a_ring_is_refused_at_each_of_its_places(
    write_catalog: Writer, muted_by: dict[str, str], lines: list[int]
) -> None:
    problems = survey([write_catalog(catalog(**muted_by))]).problems
    assert [problem.line for problem in problems] == lines
    assert "mutes this forecast and is muted by it" in str(problems[0])


def test_a_chain_is_none(write_catalog: Writer) -> None:
    assert len(load([write_catalog(catalog(a="ForecastB", b="ForecastC", c="DiskFull"))]).forecasts) == 3

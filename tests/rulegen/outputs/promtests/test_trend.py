"""The generated test of a trend lets a series vanish early enough not to be told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rulegen.catalog.load import load
from rulegen.outputs.promtests.testfile import case_of
from tests.rulegen.conftest import ENTRY


@pytest.mark.parametrize(("pending", "earlier"), [("1s", 2), ("30s", 2), ("1m", 1), ("2m", 0), ("5m", 0)])
def test_what_vanishes_is_gone_for_as_long_as_it_is_still_extrapolated(
    write_catalog: Callable[..., Path], pending: str, earlier: int
) -> None:
    """A tenth of the shortest window, 90 s or three samples, less the samples of `for`."""
    assert _samples(write_catalog, "10m") - _samples(write_catalog, pending) == earlier


def _samples(write_catalog: Callable[..., Path], pending: str) -> int:
    (forecast,) = load([write_catalog(ENTRY.replace("for: 2m", f"for: {pending}"))]).forecasts
    return int(case_of(forecast, forecast.alerts[0]).shapes["vanished"].rpartition("x")[2])

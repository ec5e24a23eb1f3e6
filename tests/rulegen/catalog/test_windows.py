"""Long windows are fitted on averages, so that their cost does not grow with them."""

import pytest

from rulegen.catalog.windows import window
from rulegen.durations import Duration


@pytest.mark.parametrize(
    ("length", "resolution", "samples", "required"),
    [
        ("15m", "30s", 30, 27),
        ("5h", "30s", 600, 540),
        ("6h", "5m", 72, 65),
        ("24h", "20m", 72, 65),
        ("7d", "2h", 84, 76),
    ],
)
def test_samples_per_window(length: str, resolution: str, samples: int, required: int) -> None:
    found = window(Duration.parse(length), Duration.parse("30s"))
    assert (str(found.resolution), found.samples, found.required) == (resolution, samples, required)


def test_an_interval_that_is_coarse_already_is_not_averaged() -> None:
    found = window(Duration.parse("6h"), Duration.parse("5m"))
    assert (found.coarse, found.source) == (False, "forecast:utilization:ratio")

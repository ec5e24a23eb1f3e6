import math

import pytest

from receiver.domain.words import clock_time, duration, timestamp


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (90_061, "1 d 1 h"),
        (-5, "0 s"),
        (math.inf, "never"),
        (math.nan, "never"),
    ],
)
def test_durations_are_written_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_moments_are_written_for_people_and_for_machines() -> None:
    assert clock_time(1_700_000_000.0) == "22:13 UTC"
    assert timestamp(1_700_000_000.5) == "2023-11-14T22:13:20.500+00:00"

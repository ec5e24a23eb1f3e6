import pytest
from leaky.sawtooth import wanted_ratio
from leaky.settings import parse

LIMIT = ["--mode", "sawtooth", "--port", "1", "--limit-bytes", "1000"]
SETTINGS = parse([*LIMIT, *["--low-ratio", "0.5", "--high-ratio", "0.9", "--period-s", "40", "--phase-s", "30"]], {})


@pytest.mark.parametrize(("elapsed_s", "ratio"), [(0, 0.8), (5, 0.85), (10, 0.5), (30, 0.7), (50, 0.5), (90, 0.5)])
def test_it_rises_linearly_and_falls_once_per_period(elapsed_s: float, ratio: float) -> None:
    assert wanted_ratio(elapsed_s, SETTINGS) == pytest.approx(ratio)

import pytest

from receiver.backtest.quantity import size_bytes
from receiver.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "expected"), [("512Mi", 512 * 2**20), ("1T", 10**12), (" 100Gi ", 100 * 2**30), ("7", 7)]
)
def test_sizes_are_written_as_in_a_catalog(text: str, expected: int) -> None:
    assert size_bytes(text) == expected


@pytest.mark.parametrize("text", ["", "0", "-1Gi", "1.5Gi", "10 Gi", "1GiB", "ten"])
def test_anything_else_is_an_error_that_says_how(text: str) -> None:
    with pytest.raises(ConfigError, match="512Mi"):
        size_bytes(text)

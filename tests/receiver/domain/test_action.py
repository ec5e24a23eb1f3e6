import pytest

from receiver.domain.action import ACTIONS, bytes_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1536, "1.5 KiB"),
        (300 * 2**20, "300 MiB"),
        (10 * 2**30, "10 GiB"),
        (int(10.25 * 2**30), "10.25 GiB"),
        (3 * 2**60, "3072 PiB"),
        (-(2**30), "-1 GiB"),
    ],
)
def test_bytes_are_written_in_the_largest_unit_that_they_fill(value: int, words: str) -> None:
    assert words == bytes_in_words(value)


def test_only_replicas_are_lent() -> None:
    assert [kind.name for kind in ACTIONS.values() if kind.lent] == ["scale"]

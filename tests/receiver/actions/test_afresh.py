from collections.abc import Callable

import pytest

from receiver.actions.afresh import afresh
from receiver.errors import ConflictError


def _conflicts(times: int) -> Callable[[int], int]:
    def step(reading: int) -> int:
        if reading <= times:
            raise ConflictError("409")
        return reading

    return step


def test_after_a_conflict_it_is_read_again() -> None:
    readings = iter(range(1, 10))
    assert afresh(lambda: next(readings), _conflicts(2)) == 3


def test_a_conflict_each_time_is_not_fought() -> None:
    readings = iter(range(1, 10))
    with pytest.raises(ConflictError):
        afresh(lambda: next(readings), _conflicts(3))
    assert next(readings) == 4

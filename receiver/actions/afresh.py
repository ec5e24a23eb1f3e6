"""Read, then change what was read: again from the start when somebody else was quicker."""

from collections.abc import Callable
from typing import TypeVar

from receiver.errors import ConflictError

R = TypeVar("R")
T = TypeVar("T")

_ATTEMPTS = 3
"""Reads again after a conflict this often; a fourth conflict in a row is somebody else's fight."""


def afresh(read: Callable[[], R], step: Callable[[R], T]) -> T:
    """Return what the step makes of a fresh reading.

    Raises:
        ConflictError: it changed each time between reading and changing.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            return step(read())
        except ConflictError:
            if attempt == _ATTEMPTS:
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")

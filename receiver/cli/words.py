"""How times are written for people, and how large a number of theirs can be."""

from datetime import UTC, datetime

LARGEST = 2**31 - 1
"""No number in the store is larger, and no database is asked about one."""


def moment(at_s: float) -> str:
    """Write seconds since the epoch as a time of the day in UTC."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

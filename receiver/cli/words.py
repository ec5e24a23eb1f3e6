"""How times are written for people."""

from datetime import UTC, datetime


def moment(at_s: float) -> str:
    """Write seconds since the epoch as a time of the day in UTC."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

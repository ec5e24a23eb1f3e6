"""How times and lengths of time are written for people who may be anywhere."""

import math
from datetime import UTC, datetime

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def duration(seconds: float) -> str:
    """Write a length of time: the two largest units."""
    if not math.isfinite(seconds):
        return "never"
    left = max(round(seconds), 0)
    parts = []
    for size, unit in _UNITS:
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def clock_time(at_s: float) -> str:
    """Write a moment (seconds since the epoch), to the minute."""
    return f"{datetime.fromtimestamp(at_s, UTC):%H:%M} UTC"


def date_time(at_s: float) -> str:
    """Write a moment that may be days away (seconds since the epoch), to the minute."""
    return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%d %H:%M} UTC"


def timestamp(at_s: float) -> str:
    """Write a moment for machines: RFC 3339 with milliseconds."""
    return datetime.fromtimestamp(at_s, UTC).isoformat(timespec="milliseconds")

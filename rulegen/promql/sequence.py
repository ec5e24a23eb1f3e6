"""Is a text the values of one series as promtool's tests write them: `1`, `0+10x20`, `5 _ _x3 stale`?

Only what both majors of promtool read, and only finite numbers.
https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
"""

import re

_NUMBER = r"(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?"
"""Without leading zeros, which promtool takes for octal, and without exponents beyond what a float holds."""

_ITEM = re.compile(rf"_(?:x(?P<gap>\d+))?|stale|[+-]?{_NUMBER}(?:(?:[+-]{_NUMBER})?x(?P<count>\d+))?")

LONGEST = 10_000
"""promtool makes every sample in memory."""


def check_sequence(text: str) -> str:
    """The text itself.

    Raises:
        ValueError: promtool would not read it, or it is too long.
    """
    total = 0
    for item in text.split():
        match = _ITEM.fullmatch(item)
        if match is None:
            raise ValueError(f"{item!r} is no value of a series; write a number, or values like 5 or 0+10x20 or _x3")
        total += int((match["gap"] or match["count"] or "0")[:9]) + 1
    if total > LONGEST:
        raise ValueError(f"{total} samples are too many for a test; at most {LONGEST}")
    return text

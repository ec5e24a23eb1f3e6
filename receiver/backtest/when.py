"""Moments and lengths of time as people type and read them."""

import re
from datetime import UTC, datetime

from receiver.errors import ConfigError

_UNITS_S = {"w": 604800.0, "d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0}
_LENGTH = re.compile(r"(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def length_s(text: str) -> float:
    """Read `45m`, `1h30m`, `30d`: seconds.

    Raises:
        ConfigError: not a length, or zero.
    """
    match = _LENGTH.fullmatch(text.strip())
    found = (
        sum(int(count) * unit for count, unit in zip(match.groups(), _UNITS_S.values(), strict=True) if count)
        if match
        else 0.0
    )
    if not found:
        raise ConfigError(f"{text!r} is not a length of time; write it like 45m, 6h, 30d")
    return found


def moment_s(text: str, now_s: float) -> float:
    """Read `now`, `-30d` (before now), seconds since the epoch, or ISO 8601 (without an offset: UTC).

    Raises:
        ConfigError: none of these.
    """
    text = text.strip()
    if text == "now":
        return now_s
    if text.startswith("-"):
        return now_s - length_s(text[1:])
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(f"{text!r} is not a moment; write now, -30d, 2026-01-31 or 2026-01-31T12:00:00Z") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def day(at_s: float) -> str:
    """Write a moment for people."""
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M UTC")

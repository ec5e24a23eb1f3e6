"""Amounts of bytes as people type them, and as catalogs and Kubernetes write them."""

import re

from receiver.errors import ConfigError

_UNITS: dict[str, int] = {
    "": 1,
    **{f"{prefix}i": 1024**power for power, prefix in enumerate("KMGTP", 1)},
    **{prefix: 1000**power for power, prefix in enumerate("kMGTP", 1)},
}
_AMOUNT = re.compile(r"([1-9]\d{0,17})([KMGTP]i|[kMGTP])?")


def size_bytes(text: str) -> int:
    """Read `512Mi`, `100Gi`, `1T`.

    Raises:
        ConfigError: it is no size.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ConfigError(f"{text!r} is no size; write it like 512Mi, 100Gi, 1Ti")
    return int(match[1]) * _UNITS[match[2] or ""]

"""`--since`: how far back a command looks."""

import math
import re

import click

_UNITS_S = {"m": 60.0, "h": 3600.0, "d": 86_400.0}
_LONGEST_S = 3650 * 86_400.0


def seconds(_context: click.Context, _option: click.Parameter, text: str) -> float:
    """Read a length of time.

    Raises:
        click.BadParameter: it is none.
    """
    match = re.fullmatch(r"(\d{1,9})([mhd])", text)
    length_s = int(match[1]) * _UNITS_S[match[2]] if match else math.inf
    if length_s > _LONGEST_S:
        raise click.BadParameter(
            f"{text[:40]!r} is not a length of time; write it like 30m, 12h or 7d, ten years at most"
        )
    return length_s

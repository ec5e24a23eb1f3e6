"""`--since`: how far back a command looks."""

import re

import click

_UNITS_S = {"m": 60.0, "h": 3600.0, "d": 86_400.0}


def seconds(_context: click.Context, _option: click.Parameter, text: str) -> float:
    """Read a length of time.

    Raises:
        click.BadParameter: it is none.
    """
    match = re.fullmatch(r"(\d+)([mhd])", text)
    if match is None:
        raise click.BadParameter(f"{text!r} is not a length of time; write it like 30m, 12h or 7d")
    return int(match[1]) * _UNITS_S[match[2]]

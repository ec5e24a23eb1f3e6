"""`--by`: who says so, as it is kept."""

import click

LONGEST = 128
"""Characters that the store keeps of a name."""


def name(_context: click.Context, _option: click.Parameter, text: str) -> str:
    """Read a name.

    Raises:
        click.BadParameter: it is none, or could not be kept or shown as it is.
    """
    if not text.strip() or len(text) > LONGEST or not text.isprintable():
        raise click.BadParameter(f"say who, in 1 to {LONGEST} printable characters")
    return text

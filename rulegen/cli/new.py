"""`rulegen new`."""

import re

import click

from rulegen.catalog.schema import KINDS
from rulegen.catalog.types import NAME_MOST, NAME_PATTERN
from rulegen.outputs.skeleton import skeleton


def _name(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if re.fullmatch(NAME_PATTERN, text) and len(text) <= NAME_MOST:
        return text
    better = "-".join(re.findall("[a-z0-9]+", text.lower()))[:NAME_MOST].strip("-")
    raise click.BadParameter(
        f"{text!r} does not match {NAME_PATTERN} with at most {NAME_MOST} characters; try {better or 'my-thing'!r}"
    )


@click.command()
@click.argument("name", callback=_name)
@click.option("--kind", type=click.Choice(list(KINDS)), default="trend", show_default=True)
def new(name: str, kind: str) -> None:
    """Print a catalog file with one entry NAME to start from; it generates as it is."""
    click.echo(skeleton(name, kind), nl=False)

"""`rulegen new`."""

import click

from rulegen.catalog.schema import KINDS
from rulegen.outputs.skeleton import skeleton


@click.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(list(KINDS)), default="trend", show_default=True)
def new(name: str, kind: str) -> None:
    """Print a catalog file with one entry NAME to start from; it generates as it is."""
    click.echo(skeleton(name, kind), nl=False)

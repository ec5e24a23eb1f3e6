"""`rulegen`: what is run for which word, and which error ends with which exit code."""

import atexit
import gc
import io
import sys

import click

from rulegen.cli.lazy import LazyGroup
from rulegen.errors import CatalogProblemsError, OutputError, UnreachableError

COMMANDS = {
    # in the order in which an author meets them
    name: f"rulegen.cli.{name}"
    for name in ("new", "schema", "lint", "explain", "cost", "generate", "test", "diff")
}


@click.group(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="predictive-reliability-engine", prog_name="rulegen")
def cli() -> None:
    """Generate forecast rules, and everything around them, from a catalog."""


def main() -> None:
    """Entry point: 0 fine, 1 the catalog or a comparison failed, 2 the surroundings failed, 3 a server did not answer."""
    gc.disable()  # short runs that keep all they make: collecting costs a third of the time and frees nothing
    atexit.register(gc.freeze)  # nor is there anything to find in the collection with which the interpreter ends
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show a letter is no reason to stop
            stream.reconfigure(errors="backslashreplace")
    try:
        cli()
    except CatalogProblemsError as errors:
        click.echo(str(errors), err=True)
        sys.exit(1)
    except OutputError as error:
        click.echo(f"rulegen: {error}", err=True)
        sys.exit(2)
    except UnreachableError as error:
        click.echo(f"rulegen: {error}", err=True)
        sys.exit(3)

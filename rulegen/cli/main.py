"""`rulegen`: what is run for which word, and which error ends with which exit code."""

import sys

import click

from rulegen.cli.cost import cost
from rulegen.cli.diff import diff
from rulegen.cli.explain import explain
from rulegen.cli.generate import generate
from rulegen.cli.lint import lint
from rulegen.cli.new import new
from rulegen.cli.schema import schema
from rulegen.cli.test import test
from rulegen.errors import CatalogProblemsError, OutputError, UnreachableError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="predictive-reliability-engine", prog_name="rulegen")
def cli() -> None:
    """Generate forecast rules, and everything around them, from a catalog."""


# in the order in which an author meets them
for command in (new, schema, lint, explain, cost, generate, test, diff):
    cli.add_command(command)


def main() -> None:
    """Entry point: 0 fine, 1 the catalog or a comparison failed, 2 the surroundings failed, 3 a server did not answer."""
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

"""`rulegen schema`."""

import click

from rulegen.catalog.jsonschema import json_schema


@click.command()
def schema() -> None:
    """Print the catalog's JSON Schema.

    Editors pick it up from a first comment: `# yaml-language-server: $schema=<path>`.
    """
    click.echo(json_schema(), nl=False)

"""`rulegen explain`."""

import click

from rulegen.catalog.load import find, load
from rulegen.checks.registry import examine
from rulegen.errors import OutputError
from rulegen.generate.fingerprint import catalog_hash
from rulegen.outputs.explanation import explanation
from rulegen.rules.groups import groups


@click.command()
@click.argument("name")
@click.argument("catalogs", nargs=-1, required=True, metavar="CATALOG...")
def explain(name: str, catalogs: tuple[str, ...]) -> None:
    """Say what will be generated for the forecast NAME in CATALOG files, and why."""
    forecasts = load(find(list(catalogs))).forecasts
    found = next((forecast for forecast in forecasts if forecast.name == name), None)
    if found is None:
        names = ", ".join(sorted(forecast.name for forecast in forecasts))
        raise OutputError(f"no forecast is named {name!r}; there are: {names}")
    click.echo(explanation(found, groups(found, catalog_hash(forecasts)), examine(found)), nl=False)

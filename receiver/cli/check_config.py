"""`receiver check-config`."""

import click

from receiver.cli.checked import checked


@click.command("check-config")
def check_config() -> None:
    """Check settings, policy and secrets; exit 2 when something is unusable."""
    _, policy = checked()
    click.echo(f"usable: {len(policy.forecasts)} forecasts, catalog {policy.catalog_hash}")

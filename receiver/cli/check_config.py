"""`receiver check-config`."""

import click

from receiver import bootstrap
from receiver.cli.checked import checked, reachable
from receiver.cli.exits import or_exit
from receiver.notifiers.drawing import missing
from receiver.store.look import look


@click.command("check-config")
def check_config() -> None:
    """Check settings, policy, secrets, templates and database; exit 2 when something is unusable.

    The database is looked at, not made or migrated.
    """
    configured, policy = checked()
    reachable(configured)
    or_exit(lambda: bootstrap.checked_templates(configured.templates_dir))
    database = or_exit(lambda: look(configured.database_url))
    click.echo(f"usable: {len(policy.forecasts)} forecasts, catalog {policy.catalog_hash}; database: {database}")
    if reason := missing():
        click.echo(f"messages go without pictures: {reason}")

"""`receiver kill-switch`."""

import click

from receiver import bootstrap, settings
from receiver.cli.exits import or_exit
from receiver.clock import SystemClock


@click.command("kill-switch")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", default="", help="Shown in every message while acting is off.")
def kill_switch(state: str, reason: str) -> None:
    """Switch all acting off (`on`) or allow it again (`off`); alerts are still refined and told."""
    configured = or_exit(settings.load)
    stores = or_exit(lambda: bootstrap.open_stores(configured, SystemClock()))
    if state == "on":
        stores.kill_switch.turn_on(reason)
    else:
        stores.kill_switch.turn_off()
    still = stores.kill_switch.reason()
    stores.database.close()
    click.echo(f"acting is off: {still}" if still else "acting is allowed")

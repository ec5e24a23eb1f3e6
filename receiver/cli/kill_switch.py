"""`receiver kill-switch`."""

import click

from receiver.cli import said_by
from receiver.cli.opened import opened


@click.command("kill-switch")
@click.argument("state", type=click.Choice(["on", "off", "status"]))
@click.option("--reason", default="", help="Shown in every message while acting is off.")
@click.option(
    "--by", default="the command line", callback=said_by.name, metavar="NAME", help="Who says so; stands in the record."
)
def kill_switch(state: str, reason: str, by: str) -> None:
    """Switch all acting off (`on`), allow it again (`off`), or say which it is (`status`).

    Alerts are still refined and told while acting is off.
    """
    with opened() as stores:
        if state == "on":
            stores.kill_switch.turn_on(reason, by)
        elif state == "off":
            stores.kill_switch.turn_off(reason, by)
        still = stores.kill_switch.reason()
    click.echo(f"acting is off: {still}" if still else "acting is allowed")

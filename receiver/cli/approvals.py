"""`receiver approvals`."""

import click

from receiver.cli.opened import opened
from receiver.cli.words import moment


@click.command()
def approvals() -> None:
    """List what waits for a person's approval, the most urgent first."""
    with opened() as stores:
        waiting = stores.approvals.waiting()
    for one in waiting:
        click.echo(f"{one.id}  until {moment(one.act_by_s)}  {one.forecast}  {one.plan}  ({one.plan.sizing})")
    if not waiting:
        click.echo("nothing waits for approval", err=True)

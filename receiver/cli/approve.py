"""`receiver approve`."""

import click

from receiver.cli import said_by
from receiver.cli.exits import REFUSED
from receiver.cli.opened import opened
from receiver.domain.approval import Answer


@click.command()
@click.argument("approval_id", metavar="ID")
@click.option(
    "--by",
    required=True,
    callback=said_by.name,
    metavar="NAME",
    help="Who says so; stands in the record and in the messages.",
)
@click.option("--decline", is_flag=True, help="Say no instead.")
def approve(approval_id: str, by: str, decline: bool) -> None:
    """Allow what waits for approval; every guard is asked again before it is done.

    Exit 1 when there is nothing to answer (any more).
    """
    answer = Answer.DECLINED if decline else Answer.APPROVED
    with opened() as stores:
        answered = stores.approvals.answer(approval_id, answer, by)
    if isinstance(answered, str):
        click.echo(f"receiver: {answered}", err=True)
        raise click.exceptions.Exit(REFUSED)
    click.echo(f"{answer.value}: {answered.plan}")

"""`receiver dead-letters`."""

import click

from receiver.cli.exits import REFUSED
from receiver.cli.opened import opened
from receiver.cli.words import LARGEST, moment
from receiver.domain.dead_letter import NOT_DEAD
from receiver.store import Stores


@click.command("dead-letters")
@click.option("--retry", metavar="ID", help="Have this one tried again, e.g. message-17.")
def dead_letters(retry: str | None) -> None:
    """List what was given up: alerts over a bug, messages that nobody takes.

    Exit 1 when one cannot be tried again, with the reason.
    """
    with opened() as stores:
        if retry is None:
            _list(stores)
        elif refusal := _take_up(stores, retry):
            click.echo(f"receiver: {retry!r} is not tried again: {refusal}", err=True)
            raise click.exceptions.Exit(REFUSED)
        else:
            click.echo(f"{retry} will be tried again")


def _list(stores: Stores) -> None:
    dead = {"episode": stores.episodes.dead(), "message": stores.outbox.dead()}
    for kind, letters in dead.items():
        for letter in letters:
            click.echo(f"{kind}-{letter.id}  since {moment(letter.since_s)}  {letter.about}: {letter.error}")
    if not any(dead.values()):
        click.echo("there are no dead letters", err=True)


def _take_up(stores: Stores, name: str) -> str:
    """Have one tried again; return why not, empty when it will be."""
    kind, _, number = name.partition("-")
    retry = {"episode": stores.episodes.retry_dead, "message": stores.outbox.retry_dead}.get(kind)
    if retry is None or not number.isdecimal() or len(number) > len(str(LARGEST)) or int(number) > LARGEST:
        return NOT_DEAD
    return retry(int(number))

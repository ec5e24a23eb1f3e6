"""`receiver dead-letters`."""

import click

from receiver.cli.exits import REFUSED
from receiver.cli.opened import opened
from receiver.cli.words import LARGEST, moment
from receiver.store import Stores


@click.command("dead-letters")
@click.option("--retry", metavar="ID", help="Have this one tried again, e.g. message-17.")
def dead_letters(retry: str | None) -> None:
    """List what was given up: alerts over a bug, messages that nobody takes.

    Exit 1 when what shall be tried again is not one of them.
    """
    with opened() as stores:
        if retry is None:
            _list(stores)
        elif _take_up(stores, retry):
            click.echo(f"{retry} will be tried again")
        else:
            click.echo(f"receiver: {retry!r} is no dead letter, or its alert came back since", err=True)
            raise click.exceptions.Exit(REFUSED)


def _list(stores: Stores) -> None:
    dead = {"episode": stores.episodes.dead(), "message": stores.outbox.dead()}
    for kind, letters in dead.items():
        for letter in letters:
            click.echo(f"{kind}-{letter.id}  since {moment(letter.since_s)}  {letter.about}: {letter.error}")
    if not any(dead.values()):
        click.echo("there are no dead letters", err=True)


def _take_up(stores: Stores, name: str) -> bool:
    kind, _, number = name.partition("-")
    if not number.isdecimal() or len(number) > len(str(LARGEST)) or int(number) > LARGEST:
        return False
    if kind == "episode":
        return stores.episodes.retry_dead(int(number))
    return kind == "message" and stores.outbox.retry_dead(int(number))

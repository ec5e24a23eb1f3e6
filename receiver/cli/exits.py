"""How a command ends when what it was given cannot be used: one line on stderr, exit code 2."""

from collections.abc import Callable
from typing import NoReturn, TypeVar

import click

from receiver.errors import ConfigError

T = TypeVar("T")

REFUSED = 1
"""Exit code when the answer is no."""

UNUSABLE = 2
"""Exit code when settings, policy or secrets are unusable."""


def or_exit(step: Callable[[], T]) -> T:
    """Return what `step` returns; a `ConfigError` ends the command."""
    try:
        return step()
    except ConfigError as error:
        stop(str(error))


def stop(message: str) -> NoReturn:
    """Say why and end the command."""
    click.echo(f"receiver: {message}", err=True)
    raise click.exceptions.Exit(UNUSABLE)

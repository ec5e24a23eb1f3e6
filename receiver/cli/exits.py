"""How a command ends when it cannot do its work: what is wrong on stderr, and an exit code that says whose fault it is."""

from collections.abc import Callable
from typing import NoReturn, TypeVar

import click

from receiver.errors import ConfigError, PermanentError, TemporaryError

T = TypeVar("T")

REFUSED = 1
"""Exit code when the answer is no."""

UNUSABLE = 2
"""Exit code when settings, policy, secrets or files are unusable."""

UNREACHABLE = 3
"""Exit code when a server did not answer, or refused."""


def or_exit(step: Callable[[], T]) -> T:
    """Return what `step` returns; our own errors end the command."""
    try:
        return step()
    except ConfigError as error:
        stop(str(error))
    except (TemporaryError, PermanentError) as error:
        stop(str(error), UNREACHABLE)


def stop(message: str, code: int = UNUSABLE) -> NoReturn:
    """Say why and end the command."""
    click.echo(f"receiver: {message}", err=True)
    raise click.exceptions.Exit(code)

"""What a long step tells of how far it has come; who listens is for the command line."""

from collections.abc import Callable

Told = Callable[[str, int, int], None]
"""Hears of a step, by its name, how many of how many are done."""


def unheard(what: str, done: int, whole: int) -> None:
    """Nobody listens."""

"""An event as one notifier will send it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Effect(StrEnum):
    """What a message does to an incident at the other end.

    A closing message is stored only when an opening one went before it, and never overtakes it: otherwise an incident would
    open for something that is over, and nothing would ever close it.
    """

    NONE = ""
    OPENS = "opens"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as JSON-able data.

    Attributes:
        body: what is stored and sent.
        effect: what it does to the incident at the other end.
        folds: whether a digest may tell it instead, when very many things are told at once.
        if_open: what is stored instead while an incident is open there; None = the same.
    """

    body: Mapping[str, Any]
    effect: Effect = Effect.NONE
    if_open: Mapping[str, Any] | None = None
    folds: bool = False

    @property
    def depends(self) -> bool:
        """Whether it matters if an incident is open."""
        return self.effect is Effect.CLOSES or self.if_open is not None


@dataclass(frozen=True, slots=True)
class Sent:
    """What earlier messages about one episode left behind at one notifier and route, for those that follow.

    Attributes:
        handle: what the notifier wrote down last, empty before its first message; JSON-able.
        keep: writes a new one down at once, so that what was done so far is not done again after a crash or a failure.
    """

    handle: Mapping[str, Any]
    keep: Callable[[Mapping[str, Any]], None]

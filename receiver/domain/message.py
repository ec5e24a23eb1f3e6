"""An event as one notifier will send it."""

from collections.abc import Mapping
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
    """A message as JSON-able data."""

    body: Mapping[str, Any]
    effect: Effect = Effect.NONE

"""The kinds of actions, and what is true of each of them wherever it is planned, done, followed up and told.

How a step is sized is for `receiver.policy.sizing`, how it is done for `receiver.actions`; this is what they agree on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

_BYTE_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")
_DIGITS = 4


class Unit(Enum):
    """What the value that an action changes counts. NONE: there is no value, only the act itself."""

    REPLICAS = auto()
    BYTES = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class ActionKind:
    """One kind of action.

    Attributes:
        name: as the policy names it.
        done: what was done, for people, before the target: "scaled".
        unit: of the value that it changes.
        lent: whether what it raises is on loan: renewed while the forecast stands, given back afterwards. What is not lent is
            over once it is verified.
    """

    name: str
    done: str
    unit: Unit
    lent: bool

    def in_words(self, value: int) -> str:
        """Write a value of this action's unit for people."""
        return bytes_in_words(value) if self.unit is Unit.BYTES else str(value)


ACTIONS: Mapping[str, ActionKind] = {
    kind.name: kind
    for kind in (
        ActionKind("scale", "scaled", Unit.REPLICAS, lent=True),
        ActionKind("restart", "restarted", Unit.NONE, lent=False),
        ActionKind("expand-volume", "expanded", Unit.BYTES, lent=False),  # a volume never shrinks
        ActionKind(
            "resize-memory", "resized", Unit.BYTES, lent=False
        ),  # only increases are safe; a rollout takes it away
        ActionKind("webhook", "called the webhook for", Unit.NONE, lent=False),
    )
}


def bytes_in_words(value: int) -> str:
    """Write bytes for people in the largest binary unit that they fill: 10 GiB, 1.5 MiB."""
    amount, unit = float(value), _BYTE_UNITS[0]
    for larger in _BYTE_UNITS[1:]:
        if abs(amount) < 1024:
            break
        amount, unit = amount / 1024, larger
    return f"{amount:.{_DIGITS}g} {unit}"

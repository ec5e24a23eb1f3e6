"""What does each guard say about a recorded situation? For people: the decision itself stops at the first to hold.

Guards after that one are not asked: they may rely on what the ones before them made sure of, and their answer would have had
no say.
"""

from dataclasses import dataclass

from receiver.domain.decision import Hold
from receiver.policy.guards import GUARDS
from receiver.policy.situation import Situation


@dataclass(frozen=True, slots=True)
class Answered:
    """One guard's part.

    Attributes:
        guard: stable id.
        question: what it asks, one sentence.
        asked: False when an earlier guard held.
        hold: None when it let the action pass, or was not asked.
    """

    guard: str
    question: str
    asked: bool
    hold: Hold | None


def interview(situation: Situation) -> list[Answered]:
    """Ask the guards in order, until one holds."""
    found: list[Answered] = []
    held = False
    for guard in GUARDS:
        hold = None if held else guard.check(situation)
        name = str(getattr(guard, "__name__", "")).rpartition(".")[2].replace("_", "-")
        found.append(Answered(name, _question(guard.__doc__ or ""), asked=not held, hold=hold))
        held = held or hold is not None
    return found


def _question(manual: str) -> str:
    return " ".join(manual.partition("?")[0].split()) + "?"

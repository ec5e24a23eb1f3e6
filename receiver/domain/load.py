"""Does the growth follow the load? What a comparison of the two concluded."""

from dataclasses import dataclass
from enum import StrEnum


class Drives(StrEnum):
    """follows: most of the growth is the load's, so that sharing the load slows it. does_not: most of it comes with time,
    whatever the load. unknown: it cannot be told."""

    FOLLOWS = "follows"
    DOES_NOT = "does_not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LoadFinding:
    """What was concluded, and the numbers, for people."""

    drives: Drives
    words: str

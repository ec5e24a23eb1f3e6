"""A clock that can be set, as people and NTP set clocks."""

from dataclasses import dataclass

from receiver.clock import FrozenClock


@dataclass
class JumpingClock(FrozenClock):
    """What time it is jumps with `jumped_s`; how much time passes does not."""

    jumped_s: float = 0.0

    def now(self) -> float:
        return self.at_s + self.jumped_s

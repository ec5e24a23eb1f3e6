"""What arrived, in order, and what was answered. Safe to use from several threads."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Delivery:
    """One request: to `slack`, `slack-api`, `pagerduty`, `pagerduty-change`, `webhook` or `email`.

    `body` is None when it was no JSON; `status` is what was answered; `problems` are why, when it was refused.
    """

    to: str
    body: Any
    status: int
    problems: tuple[str, ...] = ()
    at: float = field(default_factory=time.time)

    @property
    def accepted(self) -> bool:
        """Whether it counts as delivered."""
        return 200 <= self.status < 300


class Recorder:
    """A list of deliveries that can be waited on."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._deliveries: list[Delivery] = []

    def add(self, delivery: Delivery) -> None:
        """Record one more."""
        with self._arrived:
            self._deliveries.append(delivery)
            self._arrived.notify_all()

    def all(self, to: str | None = None) -> list[Delivery]:
        """Everything so far, refused ones too; of one endpoint when named."""
        with self._arrived:
            return [one for one in self._deliveries if to in (None, one.to)]

    def accepted(self, to: str | None = None) -> list[Delivery]:
        """What counts as delivered."""
        return [one for one in self.all(to) if one.accepted]

    def refused(self, to: str | None = None) -> list[Delivery]:
        """What does not."""
        return [one for one in self.all(to) if not one.accepted]

    def wait_for(self, wanted: Callable[[Delivery], bool], timeout_s: float = 10.0) -> Delivery:
        """Wait until something arrived that is wanted, or take it from what already has.

        Raises:
            TimeoutError: nothing did; the message lists what came instead.
        """
        with self._arrived:
            self._arrived.wait_for(lambda: any(map(wanted, self._deliveries)), timeout_s)
            found = next(filter(wanted, self._deliveries), None)
            if found is None:
                came = ", ".join(f"{one.to} {one.status}" for one in self._deliveries) or "nothing"
                raise TimeoutError(f"not within {timeout_s:g} s; came: {came}")
            return found

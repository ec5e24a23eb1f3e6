"""A `Caller` that remembers whom it called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from receiver.errors import ReceiverError


@dataclass
class FakeCaller:
    """Implements the port `Caller`.

    Attributes:
        calls: URL, id and document of each call that came through.
        errors: raised by the next calls, in order.
        unsigned: what a check raises while there is no key.
    """

    calls: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    errors: list[ReceiverError] = field(default_factory=list)
    unsigned: ReceiverError | None = None

    def check(self, forecast: str) -> None:
        if self.unsigned is not None:
            raise self.unsigned

    def call(self, url: str, forecast: str, call_id: str, document: Mapping[str, Any]) -> None:
        self.check(forecast)
        self.calls.append((url, call_id, dict(document)))
        if self.errors:
            raise self.errors.pop(0)

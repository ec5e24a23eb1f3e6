"""Many incidents at once, told together: a storm, as one notifier and route hears of it."""

from collections import Counter
from dataclasses import dataclass

from receiver.domain.words import clock_time

DIGEST = "digest"
"""Stands where a message's kind of event would."""

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """The newest that is known of one incident.

    Attributes:
        eta_at_s: when it is expected to run out, seconds since the epoch; None when nobody knows or it is over.
        link: where to read on, empty when nowhere.
    """

    forecast: str
    headline: str
    kind: str
    needs_a_person: bool
    over: bool
    eta_at_s: float | None
    approval_id: str
    link: str


@dataclass(frozen=True, slots=True)
class Together:
    """Incidents that are told together.

    Attributes:
        lines: one per incident.
    """

    lines: tuple[Line, ...]

    @property
    def counts(self) -> str:
        """By forecast, the most frequent first."""
        counted = Counter(line.forecast for line in self.lines)
        return ", ".join(f"{count} × {forecast}" for forecast, count in counted.most_common(_SHOWN))

    @property
    def urgent(self) -> list[str]:
        """The most urgent ones in words: those that need a person first, then by when they run out."""
        left = sorted((line for line in self.lines if not line.over), key=_urgency)
        shown = [_words(line) for line in left[:_SHOWN]]
        return shown + ([f"and {len(left) - _SHOWN} more: `receiver history`"] if len(left) > _SHOWN else [])

    @property
    def link(self) -> str:
        """Where to read on about the most urgent one, empty when nowhere."""
        return next((line.link for line in sorted(self.lines, key=_urgency) if line.link), "")


@dataclass(frozen=True, slots=True)
class Wave(Together):
    """The incidents of a storm that one digest opened at the other end.

    Whoever acknowledged those hears nothing more of them, so what is opened later is another wave.

    Attributes:
        number: which one of its storm, from 0 on.
        openings: numbers of the messages by which its incidents were opened.
        at_s: when it was told first, seconds since the epoch.
        open: how many of its incidents were not closed.
    """

    number: int
    openings: tuple[int, ...]
    at_s: float
    open: int


@dataclass(frozen=True, slots=True)
class Digest(Together):
    """One look at a storm.

    Attributes:
        id: unique per digest.
        storm: stable id of the storm.
        began_s: when its first incident was folded, seconds since the epoch.
        at_s: when this digest was made.
        news: incidents that need a person, of which something is new since the digest before.
        covers: number of the newest message in it.
        messages: how many it was made from.
        waves: what is open at the other end or was at the last digest, oldest first.
        waits: something was opened too soon after the newest wave to be told as another one yet.
    """

    id: str
    storm: int
    began_s: float
    at_s: float
    news: int
    covers: int
    messages: int = 0
    waves: tuple[Wave, ...] = ()
    waits: bool = False

    @property
    def headline(self) -> str:
        """How many, and how many of them wait for somebody."""
        waiting = sum(line.needs_a_person for line in self.lines)
        over = sum(line.over for line in self.lines)
        return f"{len(self.lines)} more forecasts at once: {waiting} need a person, {over} are over"


def _urgency(line: Line) -> tuple[bool, bool, float]:
    return line.over, not line.needs_a_person, line.eta_at_s if line.eta_at_s is not None else float("inf")


def _words(line: Line) -> str:
    at = f", at {clock_time(line.eta_at_s)}" if line.eta_at_s is not None else ""
    ask = f"; `receiver approve {line.approval_id} --by NAME`" if line.approval_id else ""
    return f"{line.headline} ({line.kind.replace('_', ' ')}{at}){ask}"

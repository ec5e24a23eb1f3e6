"""Which digest opened what: the waves of a storm, for notifiers whose incidents somebody acknowledges.

Nobody can see here whether that was done. So what a digest opened stays one incident, and what is opened after it, or again
because what we did about it was in vain, is another one that is heard by itself: at most one every `EVERY_S`, so that a storm
pages a few times and not for each incident.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from receiver.domain.digest import Line, Wave
from receiver.domain.event import IN_VAIN
from receiver.domain.message import Effect

EVERY_S = 300.0
"""As long as Alertmanager waits by default before it tells that a group has grown (`group_interval`):
https://prometheus.io/docs/alerting/latest/configuration/#route"""

Told = Sequence[Mapping[str, Any]]
"""Waves as stored with the digest that told them last."""


def waves_of(rows: Sequence[Any], lines: Mapping[int, Line], told: Told, now_s: float) -> tuple[tuple[Wave, ...], bool]:
    """Return the waves to tell of, and whether something waits to be told as another one.

    Args:
        rows: messages of the storm, oldest first.
        lines: the newest of each episode.
    """
    opened, is_open = _opened(rows)
    line_of = {row.thread: lines[row.episode_id] for row in rows}
    # Numbers are asked for one by one: replicas store at the same time, and a lower one may come to be seen after a higher one.
    heard = {number for mark in told for number in mark["openings"]}
    unheard = {opened[thread] for thread in is_open} - heard
    last = told[-1] if told else {"number": -1, "at_s": float("-inf")}
    due = bool(unheard) and not 0 <= now_s - last["at_s"] < EVERY_S  # a clock that was set back keeps nobody waiting
    marks = list(told)
    if due:
        marks.append({"number": last["number"] + 1, "openings": sorted(unheard), "at_s": now_s})
    else:  # what was in vain stays where it was heard, and is not closed there, until it is heard anew
        opened, _ = _opened(rows, heard)
    return tuple(_wave(mark, opened, is_open, line_of) for mark in marks), bool(unheard) and not due


def stored(waves: Sequence[Wave]) -> list[dict[str, Any]]:
    """Return what is kept of the waves that were told: those with something open, and the newest to go on from."""
    return [
        {"number": one.number, "openings": one.openings, "at_s": one.at_s}
        for one in waves
        if one.open or one is waves[-1]
    ]


def _opened(rows: Sequence[Any], heard: Collection[int] | None = None) -> tuple[dict[str, int], set[str]]:
    """By thread, the number of the message by which it must be heard; and the threads that are open.

    Args:
        heard: numbers of the messages that count when they say that something was in vain; None = all.
    """
    opened: dict[str, int] = {}
    is_open: set[str] = set()
    for row in rows:
        if row.effect == Effect.CLOSES.value:
            is_open.discard(row.thread)
        elif row.effect == Effect.OPENS.value:
            if row.thread not in is_open or (row.kind in IN_VAIN and (heard is None or row.id in heard)):
                opened[row.thread] = row.id
            is_open.add(row.thread)
    return opened, is_open


def _wave(mark: Mapping[str, Any], opened: Mapping[str, int], is_open: set[str], line_of: Mapping[str, Line]) -> Wave:
    openings = frozenset(mark["openings"])
    threads = [thread for thread, number in opened.items() if number in openings]
    return Wave(
        lines=tuple(line_of[thread] for thread in threads),
        number=mark["number"],
        openings=tuple(mark["openings"]),
        at_s=mark["at_s"],
        open=sum(thread in is_open for thread in threads),
    )

"""When was a series watched closely enough that "it did not happen" can be said of it?"""

import numpy as np

from receiver.backtest.track import Track
from receiver.domain.spell import Spell

BRIDGED_INTERVALS = 5
"""A gap as long as the rules' own look back for resets hides nothing that a rule would have seen."""

ENOUGH = 0.9
"""Share of a stretch that must have been watched; the share that the rules ask of their windows."""


def watched(track: Track) -> tuple[Spell, ...]:
    """Stretches with samples, small gaps bridged, in order of time."""
    places = np.flatnonzero(track.sound)
    if not len(places):
        return ()
    cuts = np.flatnonzero(np.diff(places) > BRIDGED_INTERVALS + 1)
    begins = np.concatenate(([places[0]], places[cuts + 1]))
    ends = np.concatenate((places[cuts], [places[-1]])) + 1
    return tuple(
        Spell(float(track.start_s + begin * track.step_s), float(track.start_s + end * track.step_s))
        for begin, end in zip(begins, ends, strict=True)
    )


def overlap_s(spells: tuple[Spell, ...], start_s: float, end_s: float) -> float:
    """Seconds of a stretch that lie within the spells."""
    return sum(max(min(spell.end_s, end_s) - max(spell.start_s, start_s), 0.0) for spell in spells)


def was_watched(spells: tuple[Spell, ...], start_s: float, end_s: float) -> bool:
    """Whether enough of a stretch was watched to say what did not happen in it."""
    return overlap_s(spells, start_s, end_s) >= ENOUGH * (end_s - start_s)

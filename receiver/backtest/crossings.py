"""When did the resource really run out?

Truth is what was recorded: the utilisation reached 1. A container that is killed at its limit rarely shows 1, because
the kill comes between two scrapes; so a restart (a fall to less than half within one interval) from at least `conventions.EDGE`
counts as well, and is counted apart. What began out of sight (in a gap, or before the history) is no crossing that
anybody could have foreseen from this data.
"""

import numpy as np

from receiver import conventions
from receiver.backtest.track import Bools, Track
from receiver.domain.spell import Crossing

_HIDDEN_INTERVALS = 5
"""A gap longer than the rules' own look back for resets hides how a crossing began."""


def crossings(track: Track, resets: Bools, apart_s: float) -> list[Crossing]:
    """Find every crossing.

    Args:
        track: the series.
        resets: (n,) where it fell to less than half.
        apart_s: exhaustion that comes again within this, without a restart between, is the same; seconds.
    """
    with np.errstate(invalid="ignore"):
        full = track.values >= conventions.EXHAUSTED
    places = np.flatnonzero(track.present)
    previous = np.full(len(track), -1)
    previous[places[1:]] = places[:-1]
    killed = _killed(track, resets, previous)
    begins = np.flatnonzero(full & ~np.concatenate(([False], full[:-1])))
    ends = np.flatnonzero(full & ~np.concatenate((full[1:], [False])))
    spans = [(int(begin), int(end), False) for begin, end in zip(begins, ends, strict=True)]
    spans += [(int(place), int(place), True) for place in np.flatnonzero(killed)]
    found: list[Crossing] = []
    for begin, end, restart in sorted(spans):
        at_s, until_s = (float(track.start_s + place * track.step_s) for place in (begin, end))
        last = found[-1] if found else None
        if last and at_s - last.until_s < apart_s and not _restarted(track, resets, last.until_s, begin):
            found[-1] = Crossing(last.at_s, until_s, last.seen, last.restart)
        elif last and restart and at_s - last.until_s <= _HIDDEN_INTERVALS * track.step_s:
            continue  # the restart that ended the exhaustion just counted
        else:
            seen = previous[begin] >= 0 and begin - previous[begin] <= _HIDDEN_INTERVALS
            found.append(Crossing(at_s, until_s, bool(seen), restart))
    return found


def _killed(track: Track, resets: Bools, previous: np.ndarray) -> Bools:
    places = np.flatnonzero(resets)
    killed = np.zeros(len(track), dtype=np.bool_)
    before = track.values[previous[places]]
    with np.errstate(invalid="ignore"):
        killed[places] = (before >= conventions.EDGE) & (before < conventions.EXHAUSTED)
    return killed


def _restarted(track: Track, resets: Bools, after_s: float, place: int) -> bool:
    first = round((after_s - track.start_s) / track.step_s) + 1
    return bool(resets[first : place + 1].any())

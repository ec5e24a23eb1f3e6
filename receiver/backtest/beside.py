"""What history tells beside the utilisation: how large what fills was, and the load that may drive it."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from receiver.backtest.cache import Key
from receiver.backtest.history import History
from receiver.backtest.track import Track
from receiver.domain.series import Series

KEEP = 256
"""Series at hand at once: 100 MB for 30 days at one minute."""


@dataclass(frozen=True)
class Assumed:
    """What a user says where history does not tell.

    Attributes:
        replicas: of a workload of which no pod is seen.
        size_bytes: of a volume, or of a container's memory limit; None = it is not known.
    """

    replicas: int
    size_bytes: int | None = None


@dataclass(frozen=True)
class Beside:
    """Histories of the same time as the utilisation's.

    Attributes:
        sizes: in bytes, by the same labels; None where the policy does not say how to ask.
        loads: by the labels of the policy's load rule; None likewise.
    """

    sizes: History | None = None
    loads: History | None = None


class Read:
    """Reads single series of a forecast's histories, and keeps so many at hand: those that were asked for last."""

    def __init__(self, history: History, beside: Beside, assumed: Assumed, keep: int = KEEP) -> None:
        self._history = history
        self._beside = beside
        self._assumed = assumed
        self._keep = keep
        self._kept: OrderedDict[tuple[int, Key], Track] = OrderedDict()

    def utilization(self, key: Key) -> Track:
        """A series of the forecast."""
        return self._track(self._history, key)

    def size_bytes(self, key: Key, at_s: float) -> int | None:
        """How large what a series is a share of was, as far as is known: the newest that was seen, or the first."""
        sizes = self._beside.sizes
        track = self._track(sizes, key) if sizes is not None else None
        if track is None or not track.sound.any():
            return self._assumed.size_bytes
        seen = np.flatnonzero(track.sound)
        place = max(int(np.searchsorted(seen, int(track.at(np.array([at_s]))[0]), side="right")) - 1, 0)
        return round(float(track.values[seen[place]]))

    def load(self, labels: Mapping[str, str], start_s: float, end_s: float) -> Series:
        """The load of one series of the forecast within a stretch; no samples where none is known."""
        loads = self._beside.loads
        if loads is None:
            return Series(np.empty(0), np.empty(0))
        return window(self._track(loads, tuple(labels.get(name, "") for name in loads.by)), start_s, end_s)

    def _track(self, history: History, key: Key) -> Track:
        name = (id(history), key)
        if name not in self._kept:
            [self._kept[name]] = history.tracks([key])
            if len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return self._kept[name]


def window(track: Track, start_s: float, end_s: float) -> Series:
    """The samples of a stretch, as a range query from `start_s` (left out) to `end_s` returns them."""
    first, last = track.at(np.array([start_s, end_s])) + 1
    there = track.present[first:last]
    return Series(track.times_s[first:last][there], track.values[first:last][there])

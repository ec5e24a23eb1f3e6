"""Where does each scale lie in one array? Worked out once per length of history.

All scales are computed in one pass over one concatenated array, because a single call must be as cheap as a batch.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from receiver.forecast.clean import Floats

WINDOW = 12  # bins per window: a slope and a scatter from few enough to be recent
KEEP = 384  # newest bins kept on each scale
HALF_LIFE = 8.0 * WINDOW  # bins in which an old trial loses half its say about `kept`
STRIDE = 3  # bins between trials: neighbours share most of their window
NOISE_FLOOR = 1e-4  # shares of the range
ROUNDING = 1e-7  # shares of the range

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each scale lies in the concatenated array, for one width of the ruler.

    Attributes:
        sizes: bins per scale.
        newest: (K,) column of each scale's newest bin.
        origins: (O,) column at which each trial's window starts.
        scale: (O,) its scale.
        starts: (K',) where each scale's trials begin within `origins`.
        tried: (K',) scales that have trials.
        place: (O,) the trial's own bin index within its scale.
        weight: (O,) its say.
    """

    sizes: tuple[int, ...]
    newest: Ints
    origins: Ints
    scale: Ints
    starts: Ints
    tried: Ints
    place: Ints
    weight: Floats


@lru_cache(maxsize=256)
def layout(width: int) -> Layout:
    """Lay out the scales of a ruler `width` bins wide; every scale has at least `WINDOW` bins, padded if
    need be."""
    sizes, bins = [], width
    while True:
        sizes.append(max(min(bins, KEEP), WINDOW))
        if bins < 2 * WINDOW - 1:
            break
        bins = (bins + 1) // 2
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    last = [size - 2 * WINDOW for size in sizes]  # the newest trial whose outcome is known
    tried = np.array([k for k, n in enumerate(last) if n >= 0], np.int64)
    places = [np.arange(last[k] % STRIDE, last[k] + 1, STRIDE) for k in tried]
    counts = [len(p) for p in places]
    place = np.concatenate(places) if places else np.empty(0, np.int64)
    scale = np.repeat(tried, counts)
    age = np.concatenate([p[-1] - p for p in places]) if places else np.empty(0)
    starts = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int64)
    return Layout(
        tuple(sizes),
        offsets[1:] - 1,
        offsets[scale] + place,
        scale,
        starts,
        tried,
        place,
        0.5 ** (age / HALF_LIFE),
    )

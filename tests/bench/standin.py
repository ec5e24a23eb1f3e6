"""A few small recordings in place of the cases that are not part of this repository."""

import numpy as np

from bench.forecast_rows import Recut

MINUTE_S = 60.0


def recording(seed: int, minutes: int = 700, *, source: str = "a", crosses: bool = True) -> Recut:
    """A leak with noise by the minute, judged over its last hours, that reaches 1 or ends a little below."""
    random = np.random.default_rng(seed)
    t = MINUTE_S * np.arange(minutes)
    v = np.linspace(0.2, 1.05 if crosses else 0.9, minutes) + random.normal(0, 0.003, minutes)
    v[random.integers(0, minutes // 2, 5)] = np.nan
    over = np.flatnonzero(v >= 1.0)
    end = int(over[0]) + 1 if len(over) else minutes
    crossed = len(over) > 0
    at_s = float(t[end - 1]) if crossed else np.nan
    return Recut(t, v, 1.0, 0, minutes // 2, end, crossed, at_s, source, f"machine-{seed}")

"""Seeded shapes with known truth, made here: no test reads a recorded trace."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Series = tuple[Floats, Floats]


def demo_leak(seed: int, eta_s: float = 38.0, samples: int = 57) -> Series:
    """A process that allocates in small steps: 0.1 to about 0.6 in 1 s samples, the limit 1.0 `eta_s`
    ahead."""
    random = np.random.default_rng(seed)
    t = np.arange(samples, dtype=np.float64)
    now = 1.0 - (1.0 - 0.1) * eta_s / (eta_s + samples - 1)
    allocated = np.cumsum(random.uniform(0.5, 1.5, samples))
    ramp = 0.1 + (now - 0.1) * (allocated - allocated[0]) / (allocated[-1] - allocated[0])
    return t, np.round(ramp / 0.008) * 0.008 + random.normal(0.0, 0.003, samples)


def demo_saw(seed: int, now_s: int, period_s: float = 53.0, first_drop_s: float = 20.0) -> Series:
    """Garbage collection between 0.50 and 0.95; the history starts within a tooth."""
    random = np.random.default_rng(seed)
    t = np.arange(now_s + 1, dtype=np.float64)
    phase = ((t - first_drop_s) % period_s) / period_s
    return t, 0.5 + 0.45 * phase + random.normal(0.0, 0.005, len(t))


def steady(seed: int, samples: int = 70, level: float = 0.6, jitter: float = 0.02) -> Series:
    """Nothing but jitter."""
    random = np.random.default_rng(seed)
    return np.arange(samples, dtype=np.float64), level + random.normal(0.0, jitter, samples)


def slowed_leak(seed: int, after_s: int, before_s: int = 45) -> Series:
    """A leak whose rate falls to a third `after_s` before the end."""
    random = np.random.default_rng(seed)
    t = np.arange(before_s + after_s, dtype=np.float64)
    rate = np.where(t < before_s, 0.5 / before_s, 0.5 / before_s / 3.0)
    return t, 0.1 + np.cumsum(rate) + random.normal(0.0, 0.004, len(t))

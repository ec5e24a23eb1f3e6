# ruff: noqa: ARG001 - every shape is called alike
"""Seeded series of the hard shapes, with their future: ground truth that nobody recorded.

Used by the tests (floors that a regression breaks) and, with other seeds, as a part of what the model is
fitted on. One sample per unit of time; the limit is 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Shape:
    """One series and the moment at which it is judged.

    Attributes:
        name: the kind.
        t: (n,) time, future included.
        v: (n,) values; may hold NaN in the past.
        now: index of the newest sample that may be looked at.
        horizon: how far ahead is asked, units of `t`.
    """

    name: str
    t: Floats
    v: Floats
    now: int
    horizon: float

    def crossed(self, ahead: float) -> bool:
        """Does the series reach 1 within `ahead` after now?"""
        future = self.v[self.now + 1 : self.now + 1 + round(ahead)]
        return bool(np.nanmax(future) >= 1.0)


def _noise(r: Random, n: int, most: float = 0.02) -> Floats:
    scale = most * r.uniform(0.05, 1.0)
    kind = r.integers(3)
    if kind == 0:
        return r.normal(0.0, scale, n)
    if kind == 1:
        return r.standard_t(3, n) * scale * 0.5
    eps = r.normal(0.0, scale * 0.6, n)
    return np.convolve(eps, 0.7 ** np.arange(12))[:n]


def _leak(r: Random, n: int, now: int, h: float) -> Floats:
    """Straight, in small random allocations; reaches the limit somewhere around the horizon or later."""
    eta = h * np.exp(r.uniform(np.log(0.3), np.log(4.0)))
    start = r.uniform(0.0, 0.6)
    grown = np.cumsum(r.uniform(0.0, 2.0, n))
    known = now + eta < n
    scale = (1.0 - start) / (np.interp(now + eta, np.arange(n), grown) if known else now + eta)
    return np.asarray(start + scale * grown + _noise(r, n))


def _saw(r: Random, n: int, now: int, h: float) -> Floats:
    """A garbage collector that always collects below the limit, one to many falls seen (before the first it
    is a leak)."""
    period, low = h * np.exp(r.uniform(np.log(0.3), np.log(2.5))), r.uniform(0.1, 0.7)
    period = min(period, now / 1.1)
    high = low + (r.uniform(0.85, 0.985) - low) * r.uniform(0.6, 1.0)
    teeth = (np.arange(n) + r.uniform(0.0, period)) / period
    return np.asarray(
        low + (high - low) * (teeth % 1.0) ** r.uniform(0.8, 1.2) + _noise(r, n, 0.01 * (1.0 - high) / 0.1)
    )


def _growing_saw(r: Random, n: int, now: int, h: float) -> Floats:
    """Teeth on a floor that climbs through the limit."""
    period = h * np.exp(r.uniform(np.log(0.15), np.log(0.8)))
    tooth = r.uniform(0.1, 0.35) * (((np.arange(n) + r.uniform(0.0, period)) / period) % 1.0)
    eta = h * r.uniform(0.1, 4.0)
    return np.asarray(tooth + 0.2 + (0.8 - tooth.max()) * np.arange(n) / (now + eta) + _noise(r, n, 0.01))


def _steady(r: Random, n: int, now: int, h: float) -> Floats:
    return r.uniform(0.2, 0.93) + _noise(r, n, 0.03).clip(-0.06, 0.06)


def _slowed(r: Random, n: int, now: int, h: float) -> Floats:
    """A leak that slowed to between nothing and half, a while ago."""
    rate = np.where(np.arange(n) < now - r.uniform(0.05, 0.7) * h, 1.0, r.uniform(0.0, 0.5))
    total = np.cumsum(rate)
    return np.asarray(r.uniform(0.05, 0.3) + r.uniform(0.4, 0.6) * total / total[now] + _noise(r, n, 0.01))


def _kicked(r: Random, n: int, now: int, h: float) -> Floats:
    """Flat, then a leak that began a while ago."""
    ago = r.uniform(0.15, 1.0) * h
    since = np.maximum(np.arange(n) - (now - ago), 0.0)
    base, eta = r.uniform(0.2, 0.6), h * r.uniform(0.15, 3.0)
    return np.asarray(base + (1.0 - base) * since / (ago + eta) + _noise(r, n))


def _step(r: Random, n: int, now: int, h: float) -> Floats:
    """Steps up to a new plateau."""
    base, size = r.uniform(0.2, 0.5), r.uniform(0.1, 0.4)
    at = now - r.uniform(0.02, 1.5) * h
    ramp = ((np.arange(n) - at) / max(r.uniform(0.0, 0.15) * h, 1e-9)).clip(0.0, 1.0)
    return base + size * ramp + _noise(r, n, 0.015)


def _saturating(r: Random, n: int, now: int, h: float) -> Floats:
    tau = min(h * r.uniform(0.3, 2.5), now / 1.2)  # bends before now
    top = r.uniform(0.75, 0.97)
    return np.asarray(top - (top - 0.2) * np.exp(-(np.arange(n) + 1.0) / tau) + _noise(r, n, 0.01))


def _restarted(r: Random, n: int, now: int, h: float) -> Floats:
    """A leak restarted by a deployment, far below the limit; after that it is left alone."""
    eta, since = h * r.uniform(0.1, 3.0), h * r.uniform(0.6, 2.0)
    rate = 0.85 / (since + eta)
    rise = 0.15 + rate * (np.arange(n) - (now - since))
    before = np.arange(n) < now - since
    return np.where(before, 0.15 + rate * (np.arange(n) % max(0.6 * since, 2.0)), rise) + _noise(r, n, 0.01)


def _season(r: Random, n: int, now: int, h: float) -> Floats:
    period, amplitude = h * r.uniform(2.0, 12.0), r.uniform(0.1, 0.3)
    top = r.uniform(0.8, 1.05)
    wave = amplitude * (np.sin(2 * np.pi * (np.arange(n) / period + r.uniform())) - 1.0)
    return top + wave + _noise(r, n, 0.01)


def _walk(r: Random, n: int, now: int, h: float) -> Floats:
    return r.uniform(0.3, 0.8) + np.cumsum(r.normal(0.0, r.uniform(0.002, 0.02), n))


def _quantised(r: Random, n: int, now: int, h: float) -> Floats:
    grain = r.uniform(0.01, 0.06)
    out: Floats = np.round(_leak(r, n, now, h) / grain) * grain
    return out


def _spiky(r: Random, n: int, now: int, h: float) -> Floats:
    spikes = (r.random(n) < r.uniform(0.005, 0.05)) * r.exponential(0.15, n)
    return r.uniform(0.2, 0.6) + spikes + _noise(r, n, 0.02)


def _stairs(r: Random, n: int, now: int, h: float) -> Floats:
    """A leak in allocations of one size, seen from its start."""
    eta = h * np.exp(r.uniform(np.log(0.3), np.log(3.0)))
    ramp = 0.1 + 0.9 * np.cumsum(r.uniform(0.5, 1.5, n)) / (now + eta)
    grain = r.uniform(0.002, 0.02)
    return np.asarray(np.round(ramp / grain) * grain + r.normal(0.0, r.uniform(0.001, 0.006), n))


SHAPES: dict[str, Callable[[Random, int, int, float], Floats]] = {
    "leak": _leak,
    "stairs": _stairs,
    "saw": _saw,
    "growing saw": _growing_saw,
    "steady": _steady,
    "slowed": _slowed,
    "kicked": _kicked,
    "step": _step,
    "saturating": _saturating,
    "restarted": _restarted,
    "season": _season,
    "walk": _walk,
    "quantised": _quantised,
    "spiky": _spiky,
}


def make(name: str, seed: int, gaps: bool = True) -> Shape:
    """One series.

    Args:
        name: key of `SHAPES`.
        seed: same seed, same series.
        gaps: leave some past samples out, in one series of three.

    Returns:
        A series that is below the limit up to now and known four horizons further.
    """
    for attempt in range(50):
        r = np.random.default_rng([seed, sorted(SHAPES).index(name), attempt])
        horizon = float(r.integers(30, 91))
        now = int(horizon * np.exp(r.uniform(np.log(1.0), np.log(8.0))))
        n = now + int(4 * horizon) + 2
        v = SHAPES[name](r, n, now, horizon)
        if v[: now + 1].max() < 1.0:
            break
    v = np.where(np.arange(n) > now, v, np.minimum(v, 0.999))
    if gaps and r.integers(3) == 0:
        v[:now][r.random(now) < 0.1] = np.nan
    return Shape(name, np.arange(n, dtype=np.float64), v, now, horizon)

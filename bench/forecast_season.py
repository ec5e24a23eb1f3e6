"""What the season does: the same seeded cycles judged with at least two periods of history, and with the newest day only.

    PYTHONPATH=. python bench/forecast_season.py

Asked is always while the cycle climbs, which is when a straight line errs. One sample every five minutes, the limit is 1.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from receiver.forecast import assess

Floats = NDArray[np.float64]
DAY_S, STEP_S, HORIZON_S = 86400.0, 300.0, 7200.0
AHEAD = round(HORIZON_S / STEP_S)
SEEDS = range(1000, 1100)


@dataclass(frozen=True, slots=True)
class Cycle:
    """One cycle and the moment at which it is judged; attributes as in `bench.forecast_shapes.Shape`, times in seconds."""

    t: Floats
    v: Floats
    now: int

    @property
    def highest(self) -> float:
        """What it reaches within the horizon after now."""
        return float(self.v[self.now + 1 : self.now + 1 + AHEAD].max())

    @property
    def crossed(self) -> bool:
        """Does it reach 1 by then?"""
        return self.highest >= 1.0

    def past(self, back_s: float) -> tuple[Floats, Floats]:
        """What may be looked at, `back_s` back."""
        first = max(self.now - round(back_s / STEP_S), 0)
        return self.t[first : self.now + 1], self.v[first : self.now + 1]


def _wave(day: Floats) -> Floats:
    out: Floats = 0.5 - 0.5 * np.cos(2 * np.pi * day)
    return out


def _business(day: Floats) -> Floats:
    """Up within two hours, a dip at noon, down slowly: nothing like a wave."""
    hours = np.array([0.0, 6.5, 8.5, 11.5, 12.5, 13.5, 17.0, 21.0, 24.0])
    load = np.array([0.05, 0.1, 0.9, 1.0, 0.75, 0.95, 0.8, 0.15, 0.05])
    out: Floats = np.interp(24.0 * (day % 1.0), hours, load)
    return out


def _workdays(day: Floats) -> Floats:
    """Five days like that, two quiet ones."""
    out: Floats = _business(day) * np.where(day % 7.0 < 5.0, 1.0, 0.15)
    return out


KINDS: dict[str, tuple[Callable[[Floats], Floats], float]] = {
    "wave": (_wave, 2.5),
    "business": (_business, 2.5),
    "workdays": (_workdays, 16.5),
}


def make(kind: str, seed: int, leak: float = 0.0, noise: float = 0.01) -> Cycle:
    """One cycle that climbs now.

    Args:
        kind: key of `KINDS`.
        seed: same seed, same series.
        leak: how far it grows within the horizon on top, since six hours ago.
        noise: its standard deviation.

    Returns:
        A series below the limit up to now.
    """
    shape, days = KINDS[kind]
    for attempt in range(1000):
        r = np.random.default_rng([seed, sorted(KINDS).index(kind), attempt])
        now = int((days + r.uniform(0.0, 1.0)) * DAY_S / STEP_S)
        t = 1.7e9 + STEP_S * np.arange(now + 1.0 + AHEAD)
        load = shape((t - t[0]) / DAY_S + 7.0 * r.random())
        height = r.uniform(0.3, 0.6)
        top = r.uniform(0.8, 1.15)
        drift = r.uniform(-0.02, 0.02) * (t - t[now]) / DAY_S
        since_s = np.maximum(t - (t[now] - 6 * 3600.0), 0.0)
        v = top + height * (load - 1.0) + drift + leak * since_s / HORIZON_S + r.normal(0.0, noise, len(t))
        if load[now + AHEAD] - load[now] > 0.05 and v[now - 2 : now + 1].max() < 1.0:
            return Cycle(t, v, now)
    raise ValueError(f"no {kind} of seed {seed} climbs below the limit")


def main() -> None:
    """Print the share confirmed, of those that come and of those that do not, with the season and without."""
    print(f"{'kind':10} {'leak':5} {'':10} {'how many':>8} {'confirmed: with season, without':>32}")
    for kind in KINDS:
        for leak in (0.0, 0.03):
            cycles = [make(kind, seed, leak) for seed in SEEDS]
            for came in (True, False):
                group = [one for one in cycles if one.crossed is came]
                shares = [
                    np.mean([assess(*one.past(back_s), 1.0, HORIZON_S).probability >= 0.5 for one in group] or [False])
                    for back_s in (30 * DAY_S, DAY_S)
                ]
                says = "cross" if came else "do not"
                print(f"{kind:10} {leak:<5g} {says:10} {len(group):8d} {shares[0]:22.2f} {shares[1]:9.2f}")


if __name__ == "__main__":
    main()

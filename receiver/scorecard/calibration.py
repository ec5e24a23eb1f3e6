"""Does "70 %" come true seven times in ten? Promised probabilities held against what came.

A backtest picks its moments by the clock, so that its numbers speak for every moment; a scorecard has the looks at alerts,
and a look that asks about much the same future as the one before weighs less.
Brier score, its skill against always saying the base rate (Murphy 1973,
https://doi.org/10.1175/1520-0450(1973)012%3C0595:ANVPOT%3E2.0.CO;2), and the expected calibration error over ten bins
of equal width (Naeini et al. 2015, https://doi.org/10.1609/aaai.v29i1.9602).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

BINS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """A moment: what the check promised, and whether a crossing came within the horizon."""

    probability: float
    crossed: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Moments with a like probability.

    Attributes:
        promised: mean probability by weight, 0..1.
        came: share of them, by weight, with a crossing within the horizon, 0..1.
    """

    count: int
    promised: float
    came: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How true the probabilities were.

    Attributes:
        moments: how many were judged.
        crossed: how many of them had a crossing within the horizon.
        undecided: moments at which the check was inconclusive.
        brier: mean squared error; None without moments.
        skill: 1 - brier / (brier of the base rate); None when nothing or everything crossed.
        error: expected calibration error, 0..1; None without moments.
        bins: those that are not empty, in order of probability.
    """

    moments: int
    crossed: int
    undecided: int
    brier: float | None
    skill: float | None
    error: float | None
    bins: tuple[Bin, ...]


def calibrate(samples: Sequence[Sample], undecided: int) -> Calibration:
    """Judge promised probabilities."""
    if not samples:
        return Calibration(0, 0, undecided, None, None, None, ())
    promised = np.array([sample.probability for sample in samples])
    came = np.array([sample.crossed for sample in samples], dtype=np.float64)
    weight = np.array([sample.weight for sample in samples])
    weight = weight / weight.sum()
    brier, base = float(weight @ (promised - came) ** 2), float(weight @ came)
    places = np.minimum((promised * BINS).astype(np.int64), BINS - 1)
    inside = [here for here in (places == number for number in range(BINS)) if here.any()]
    bins = [
        Bin(int(here.sum()), *(float(np.average(of[here], weights=weight[here])) for of in (promised, came)))
        for here in inside
    ]
    shares = [float(weight[here].sum()) for here in inside]
    return Calibration(
        len(samples),
        int(came.sum()),
        undecided,
        brier,
        1.0 - brier / (base * (1.0 - base)) if 0.0 < base < 1.0 else None,
        sum(share * abs(one.promised - one.came) for share, one in zip(shares, bins, strict=True)),
        tuple(bins),
    )

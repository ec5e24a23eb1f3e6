"""Do the probabilities mean what they say for this forecast? Online recalibration from recorded outcomes.

Isotonic regression (pool adjacent violators, Barlow et al. 1972; in use: Zadrozny and Elkan 2002, doi
10.1145/775047.775151) of what came on what was said. Nothing is learned from fewer than `MIN_OUTCOMES`
outcomes or without `MIN_EACH` of either kind; the change is mixed with the stated probability in proportion
to the evidence and never moves it by more than `MAX_SHIFT`, so that a bad week cannot silence a forecast or
set it loose. Beyond the probabilities that outcomes are known of, a straight line leads back to the stated
one (0 stays 0, 1 stays 1): where every look is acted on there is nothing to learn from, and what came of lower
probabilities must not speak for it. Outcomes that a remediation made unknowable (censored) must be left out by
the caller: after an action nobody knows what would have come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from receiver.forecast.clean import Floats

MIN_OUTCOMES = 50  # below, ten bins hold fewer than five each
MIN_EACH = 5
HALF_TRUST = 200.0  # outcomes at which history and model count alike
MAX_SHIFT = 0.2


@dataclass(frozen=True, slots=True)
class Recalibration:
    """A non-decreasing map from stated to corrected probability; inspectable and storable as it is.

    Attributes:
        stated: (m,) knots, rising, from 0 to 1; empty = leave as stated.
        corrected: (m,) value at each knot, non-decreasing.
        outcomes: how many outcomes it rests on, overlapping ones counted by their weight.
        reason: `applied`, or why nothing is changed.
    """

    stated: tuple[float, ...]
    corrected: tuple[float, ...]
    outcomes: float
    reason: str

    def apply(self, probability: float) -> float:
        """The corrected probability; within `MAX_SHIFT` of the stated one and within 0..1."""
        if not self.stated:
            return probability
        moved = float(np.interp(probability, self.stated, self.corrected))
        # What `recalibrate` learns keeps the bound by itself; questions stored earlier may not.
        low, high = max(probability - MAX_SHIFT, 0.0), min(probability + MAX_SHIFT, 1.0)
        return min(max(moved, low), high)

    @property
    def largest_shift(self) -> float:
        """By how much some probability is moved at most; its sign says whether up or down."""
        return max((self.apply(p) - p for p in self.stated), key=abs, default=0.0)


def pool_adjacent_violators(y: Floats, weight: Floats) -> Floats:
    """Weighted least-squares fit of `y` (n,) that never falls, (n,)."""
    blocks: list[tuple[float, float, int]] = []
    for value, mass in zip(y.tolist(), weight.tolist(), strict=True):
        block = (value, mass, 1)
        while blocks and blocks[-1][0] >= block[0]:
            v, m, n = blocks.pop()
            total = m + block[1]
            block = ((v * m + block[0] * block[1]) / total, total, n + block[2])
        blocks.append(block)
    return np.concatenate([np.full(n, v) for v, _, n in blocks]) if blocks else np.empty(0)


def recalibrate(
    stated: ArrayLike, crossed: Sequence[bool] | ArrayLike, weight: ArrayLike | None = None
) -> Recalibration:
    """Learn the map for one forecast.

    Args:
        stated: (n,) probabilities as assessed, 0..1.
        crossed: (n,) whether the limit was reached within the horizon. Censored outcomes left out.
        weight: (n,) how much of each outcome is news, 0..1; evaluations that follow one another ask about the same future,
            and counted whole they would be counted many times over. None = all of them are whole.

    Returns:
        The map; the identity with its reason when there is too little evidence.

    Raises:
        ValueError: when the lengths differ or a probability lies outside 0..1.
    """
    p, y = np.asarray(stated, dtype=np.float64), np.asarray(crossed, dtype=np.float64)
    if p.shape != y.shape or p.ndim != 1:
        raise ValueError(f"stated {p.shape} and crossed {y.shape} must be one-dimensional and of one length")
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise ValueError("stated probabilities must lie within 0..1")
    w = np.ones_like(p) if weight is None else np.asarray(weight, dtype=np.float64)
    if w.shape != p.shape:
        raise ValueError(f"weight {w.shape} and stated {p.shape} must be of one length")
    if not ((w > 0.0) & (w <= 1.0)).all():
        raise ValueError("weights must lie above 0 and within 1")
    n, hits = float(w.sum()), float((w * y).sum())
    if n < MIN_OUTCOMES:
        return Recalibration((), (), n, f"{n:g} outcomes, {MIN_OUTCOMES} needed")
    if min(hits, n - hits) < MIN_EACH:
        return Recalibration((), (), n, f"{hits:g} crossings of {n:g}, {MIN_EACH} of either kind needed")
    knots, inverse = np.unique(np.round(p, 2), return_inverse=True)
    mass = np.asarray(np.bincount(inverse, weights=w), dtype=np.float64)
    fitted = pool_adjacent_violators(np.asarray(np.bincount(inverse, weights=w * y) / mass), mass)
    trust = n / (n + HALF_TRUST)
    mixed = trust * fitted + (1.0 - trust) * knots
    return _joined(knots, np.clip(mixed, knots - MAX_SHIFT, knots + MAX_SHIFT), n)


def _joined(knots: Floats, corrected: Floats, outcomes: float) -> Recalibration:
    """The map from 0 to 1, its ends as stated unless they were learned."""
    below, above = [0.0] * bool(knots[0] > 0.0), [1.0] * bool(knots[-1] < 1.0)
    stated = (*below, *knots.tolist(), *above)
    return Recalibration(stated, (*below, *corrected.tolist(), *above), outcomes, "applied")

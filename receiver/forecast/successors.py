"""After a restart: do the processes that took over start low enough? Held against the forecast made before. Pure, no clock.

A process that was restarted lies below the forecast of its predecessor almost always, so that alone proves little. What counts
is whether the growth of before, begun anew from where the successors stand, would reach the limit within the horizon again:
worked when it would not, slowed when it would, no effect when a successor stands where its predecessor was expected.
"""

import math
from collections.abc import Sequence

import numpy as np

from receiver import conventions
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome
from receiver.domain.series import Series
from receiver.forecast.effect import SAMPLES, Seen, level_effect


def outcome_of(
    expected: Expectation, successors: Sequence[Series], acted_at_s: float, horizon_s: float
) -> tuple[Outcome | None, str]:
    """Judge all successors by the worst of them.

    Args:
        successors: utilisation of each since the action; those with too few samples do not count yet.
        acted_at_s: seconds since the epoch.

    Returns:
        The outcome, None while too little is seen, and the numbers for people.
    """
    known = [one for one in successors if np.count_nonzero(np.isfinite(one.values)) >= SAMPLES]
    if not known:
        return None, "no series of the new pods yet"
    effects = [level_effect(expected, one, acted_at_s, restarts=True) for one in known]
    within = next((effect for effect in effects if effect.seen is Seen.WITHIN), None)
    if within is not None:
        return Outcome.NO_EFFECT, within.words
    if any(effect.seen is not Seen.BELOW for effect in effects):
        return None, "too near to the forecast to say"
    highest = max(float(np.nanmedian(one.values[-SAMPLES:])) for one in known)
    growth_per_s = expected.growth_per_s(conventions.EXHAUSTED)
    again_s = (conventions.EXHAUSTED - highest) / growth_per_s if growth_per_s > 0 else math.inf
    words = f"{len(known)} new pods stand at {highest:.2f} at most"
    if again_s > horizon_s:
        return Outcome.WORKED, words
    return Outcome.SLOWED, f"{words}, and growing as before run out in {again_s:.0f} s"

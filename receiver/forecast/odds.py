"""How likely is it that each of several series has reached its limit by each lead?

Everything between a cleaned history and a curve over time: ruler, mending, scales, evidence, model, precedents, and what
a cycle brings. A series that started anew from its limit again and again (a pod that is killed, a disk that is emptied) is
asked for its present life as well: so many breaks are not mended, and make every life look like a tooth.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from receiver.domain.verdict import Gate
from receiver.forecast.clean import Floats, History
from receiver.forecast.crossing import PER_OCTAVE, rising, turned
from receiver.forecast.evidence import evidence
from receiver.forecast.grid import reached
from receiver.forecast.layout import WINDOW, Ints
from receiver.forecast.model import Model
from receiver.forecast.precedent import fell_from_limit, from_limit, passing
from receiver.forecast.ruler import rule
from receiver.forecast.scales import scales
from receiver.forecast.season import Season
from receiver.forecast.steps import RARE_FALLS, Mended, mend

Flags = npt.NDArray[np.bool_]
FAR = 1e6  # ranges: a limit further away is as good as this far
LIKELY = 0.5  # that the newest falls came from the limit: below, the present life is not asked


@dataclass(frozen=True, slots=True)
class Case:
    """One series to be judged: what is left of it once a cycle is taken out, all of it, and what was seen of it before."""

    index: int
    history: History
    whole: History
    interval_s: float
    gates: tuple[Gate, ...]
    season: Season | None
    seen: tuple[Gate, ...]

    @property
    def bins(self) -> float:
        """How many bins its history spans."""
        return float(self.history.t[-1] - self.history.t[0]) / self.interval_s

    def rise(self, lead_s: Floats) -> Floats:
        """(J,) what the cycle brings within each of `lead_s` (J,)."""
        return self.season.rise(lead_s) if self.season else np.zeros(lead_s.shape)


@dataclass(frozen=True, slots=True)
class Odds:
    """What was found for S series.

    Attributes:
        logits: (S, J) log odds of having crossed by each lead, non-decreasing.
        on_time: (S,) whether a cycle was taken out of them that falls from the limit itself.
        mended: their histories, mended.
        stats: (F, S, K) their scales.
        deepest: (S,) deepest usable scale.
        ended: (S,) how surely their newest falls came from the limit itself, 0..1.
    """

    logits: Floats
    on_time: Flags
    mended: Mended
    stats: Floats
    deepest: Ints
    ended: Floats


def odds(part: list[Case], ladder: Floats, model: Model) -> Odds:
    """Log odds of having reached the limit by each lead.

    Args:
        part: S series.
        ladder: (J,) leads, bins.
        model: coefficients.

    Returns:
        What was found.
    """
    intervals = np.array([case.interval_s for case in part])
    mended = mend(rule([case.history.t for case in part], [case.history.v for case in part], intervals))
    stats, deepest = scales(mended)
    goal = ((_goals(part, ladder) - mended.offset[:, None]) / mended.unit[:, None]).clip(-FAR, FAR)
    lead = np.broadcast_to(ladder, (len(part), len(ladder)))
    first = np.full(len(part), ladder[0])
    logits = rising(model.logit(evidence(mended, stats, deepest, goal, first, len(ladder), PER_OCTAVE)))
    logits = _carried(part, ladder, turned(logits, passing(mended, goal, lead)))
    ended = from_limit(mended, goal[:, :1])
    logits = _relapsing(part, ladder, model, logits, mended, ended)
    return Odds(*_killed_on_time(part, ladder, model, logits), mended, stats, deepest, ended)


def _goals(part: list[Case], ladder: Floats) -> Floats:
    """(S, 1) where the limits are reached, or (S, J) lowered by what the cycles bring within each lead."""
    limits = np.array([reached(case.history.v, case.history.limit) for case in part])[:, None]
    if not any(case.season for case in part):
        return limits
    return limits - np.stack([case.rise(ladder * case.interval_s) for case in part])


def _carried(part: list[Case], ladder: Floats, logits: Floats) -> Floats:
    """(S, J) log odds, never below those of a cycle that reaches the limit by itself."""
    for row, case in enumerate(part):
        if case.season:
            logits[row] = np.maximum(logits[row], case.season.carries(ladder * case.interval_s))
    return logits


def _relapsing(part: list[Case], ladder: Floats, model: Model, logits: Floats, mended: Mended, ended: Floats) -> Floats:
    """(S, J) log odds, never below those of the present life alone where the former ones ended at the limit."""
    often = (mended.falls > RARE_FALLS) & (mended.fall_age >= WINDOW)
    rows = [row for row in np.flatnonzero(often & (ended > LIKELY)) if not part[row].season]
    if not rows:
        return logits
    lives = [_since(part[row], float(mended.fall_age[row])) for row in rows]
    logits[rows] = np.maximum(logits[rows], turned(odds(lives, ladder, model).logits, ended[rows, None]))
    return logits


def _killed_on_time(part: list[Case], ladder: Floats, model: Model, logits: Floats) -> tuple[Floats, Flags]:
    """(S, J) log odds, never below those without the cycle where what comes back is a fall from the limit; (S,) where it is.

    A climb that turns round each night was built to; one that is killed each night was not.
    """
    on_time = np.zeros(len(part), np.bool_)
    rows = [row for row, case in enumerate(part) if case.season and fell_from_limit(case.whole)]
    if not rows:
        return logits, on_time
    plain = odds([replace(part[row], history=part[row].whole, season=None) for row in rows], ladder, model)
    for row, of_plain, ended in zip(rows, plain.logits, plain.ended, strict=True):
        if ended > LIKELY:
            on_time[row] = True
            logits[row] = np.maximum(logits[row], turned(of_plain, ended))
    return logits, on_time


def _since(case: Case, bins: float) -> Case:
    """The newest `bins` of a series."""
    past = case.history
    begin = int(np.searchsorted(past.t, past.t[-1] - (bins - 0.5) * case.interval_s))
    return replace(case, history=replace(past, t=past.t[begin:], v=past.v[begin:]))

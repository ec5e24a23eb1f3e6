"""How likely is the limit reached, given the evidence?

A weighted mean of the log odds of two models that err differently. One is an additive logistic regression in which each
piece of evidence counts as far as each gate lets it, the other has one hidden layer of few units; written as one:

    logit = Σ_g Σ_e  gate_g · W_ge · bound_e  +  a · context  +  c  +  Σ_k  p_k · tanh(H_k · bound + K_k · context + l_k)

with W, H, p >= 0. Gates are never negative either, so the probability cannot rise with the limit, whatever was learned:
the first part is the logistic form of Fisher's linear rule with interactions (Hastie, Tibshirani and Friedman, The Elements
of Statistical Learning, chapter 4, https://hastie.su.domains/ElemStatLearn/), the sign constraint as in Slawski and Hein
2013 (doi 10.1214/13-EJS868), where it is shown to regularise by itself; the second is a monotone network (Daniels and
Velikova 2010, doi 10.1109/TNN.2010.2044803). The numbers lie in `model.npz`; where they come from is written in
docs/forecasting.md and reproduced by bench/forecast_fit.py.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from receiver.forecast.clean import Floats
from receiver.forecast.evidence import Evidence

CONTEXT_CUT = 3.0  # standard deviations beyond which context says nothing more
LOGIT_CUT = 12.0


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients, scaling included.

    Attributes:
        weight: (G, E) what a gate makes a piece of evidence count, >= 0.
        centre: (C,) subtracted from the context.
        width: (C,) divides it.
        slope: (C,) of the context.
        base: (1,) log odds when nothing is known.
        hear: (E, K) of the evidence in each hidden unit, >= 0.
        know: (C, K) of the context in each hidden unit.
        lift: (K,) of each hidden unit.
        pull: (K,) of the hidden units, >= 0.
    """

    weight: Floats
    centre: Floats
    width: Floats
    slope: Floats
    base: Floats
    hear: Floats
    know: Floats
    lift: Floats
    pull: Floats

    def logit(self, seen: Evidence) -> Floats:
        """Log odds of reaching the limit.

        Args:
            seen: evidence for S series at J leads.

        Returns:
            (S, J) log odds within ±`LOGIT_CUT`.
        """
        bound, gates, context = (
            part.reshape(-1, part.shape[-1]) for part in (seen.bound, seen.gates, seen.context)
        )  # one product of two matrices instead of one for each series
        known = np.minimum(np.maximum((context - self.centre) / self.width, -CONTEXT_CUT), CONTEXT_CUT)
        heard = ((gates @ self.weight) * bound).sum(axis=-1) + known @ self.slope + self.base[0]
        hidden = np.tanh(bound @ self.hear + known @ self.know + self.lift) @ self.pull
        out: Floats = np.minimum(np.maximum(heard + hidden, -LOGIT_CUT), LOGIT_CUT).reshape(seen.bound.shape[:-1])
        return out


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The coefficients that come with the package."""
    with resources.files("receiver.forecast").joinpath("model.npz").open("rb") as file, np.load(file) as stored:
        return Model(**{name: stored[name].astype(np.float64) for name in Model.__slots__})

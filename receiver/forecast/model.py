"""How likely is the limit reached, given the evidence?

A logistic regression on `bound` whose weights depend on `context` through one small hidden layer and are
never negative:

    hidden = tanh(W1 · context + b1),   weight = softplus(Wc · hidden + bc) >= 0
    logit  = weight · bound + wa · hidden + ba

so that the probability cannot rise with the limit, whatever was learned (monotone by construction, as in
Sill 1997, "Monotonic networks", https://papers.nips.cc/paper/1358-monotonic-networks). The numbers lie in
`model.npz`; where they come from is written beside it in docs/forecasting.md and reproduced by
bench/forecast_fit.py.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from receiver.forecast.clean import Floats

CONTEXT_CUT = 3.0  # standard deviations beyond which context says nothing more
LOGIT_CUT = 12.0


@dataclass(frozen=True, slots=True)
class Model:
    """Coefficients, scaling included.

    Attributes:
        centre: (C,) subtracted from the context.
        width: (C,) divides it.
        unit: (E,) divides the bound evidence.
        w1: (C, H) into the hidden layer.
        b1: (H,)
        wc: (H, E) hidden layer to evidence weights.
        bc: (E,)
        wa: (H,) hidden layer to the logit.
        ba: (1,)
    """

    centre: Floats
    width: Floats
    unit: Floats
    w1: Floats
    b1: Floats
    wc: Floats
    bc: Floats
    wa: Floats
    ba: Floats

    def logit(self, bound: Floats, context: Floats) -> Floats:
        """Log odds of reaching the limit.

        Args:
            bound: (..., E) from `evidence`.
            context: (..., C) from `evidence`.

        Returns:
            (...) log odds within ±`LOGIT_CUT`.
        """
        rows = context.reshape(-1, context.shape[-1])  # one matrix product for all series and leads
        known = np.minimum(np.maximum((rows - self.centre) / self.width, -CONTEXT_CUT), CONTEXT_CUT)
        hidden = np.tanh(known @ self.w1 + self.b1)
        weight = np.log(1.0 + np.exp(hidden @ self.wc + self.bc))
        weight /= self.unit
        logit = (weight * bound.reshape(weight.shape)).sum(axis=-1) + hidden @ self.wa + self.ba[0]
        out: Floats = np.minimum(np.maximum(logit, -LOGIT_CUT), LOGIT_CUT).reshape(context.shape[:-1])
        return out


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The coefficients that come with the package."""
    with resources.files("receiver.forecast").joinpath("model.npz").open("rb") as file, np.load(file) as stored:
        return Model(**{name: stored[name].astype(np.float64) for name in Model.__slots__})

"""What the check was asked, whole: everything that its answer depends on, so that it can be given again bit for bit.

A question is answered alone, not together with others: `assess_many` is faster, but its last bits depend on which series share
an array, and a stored answer must not depend on who else was asked about at that moment.
"""

from dataclasses import dataclass, replace

from receiver import conventions
from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Gate, Verdict, inconclusive
from receiver.forecast.assess import assess
from receiver.forecast.confidence import probability_gate
from receiver.forecast.config import AssessConfig
from receiver.forecast.countdown import countdown
from receiver.forecast.recalibrate import Recalibration

STALE_INTERVALS = 5
"""A newest sample older than this many recording intervals says that the series ended or Prometheus lags."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Will this resource run out within its horizon?

    Attributes:
        series: recorded utilisation (0 = empty, 1 = exhausted), raw samples up to `now_s`.
        now_s: when it is asked, seconds since the epoch.
        horizon_s: how far ahead to look, seconds.
        interval_s: how often the series is recorded, seconds.
        confirm_probability: confirmed at or above this probability, 0..1.
        recalibration: what this forecast's outcomes taught, None = probabilities are taken as the check states them.
        countdown_span_s: how long before a known end the utilisation is 0, seconds; nothing learned changes that. None = it
            is to be forecast.
    """

    series: Series
    now_s: float
    horizon_s: float
    interval_s: float
    confirm_probability: float
    recalibration: Recalibration | None = None
    countdown_span_s: float | None = None

    def answer(self) -> Assessment:
        """Return the assessment; no samples and stale samples are inconclusive."""
        stale_s = STALE_INTERVALS * self.interval_s
        if self.countdown_span_s is not None:
            return countdown(self.series, self.now_s, self.horizon_s, self.countdown_span_s, stale_s)
        if not len(self.series):
            return inconclusive("data", "no samples: the series does not exist (any more)", self.horizon_s)
        age_s = self.now_s - float(self.series.timestamps_s[-1])
        if age_s > stale_s:
            saw = f"newest sample is {age_s:.0f} s old, recorded every {self.interval_s:g} s"
            return inconclusive("freshness", saw, self.horizon_s)
        config = AssessConfig(confirm_probability=self.confirm_probability, interval_s=self.interval_s)
        stated = assess(
            self.series.timestamps_s, self.series.values, conventions.EXHAUSTED, self.horizon_s, config=config
        )
        return stated if self.recalibration is None else _recalibrated(stated, self.recalibration, config)


def _recalibrated(stated: Assessment, learned: Recalibration, config: AssessConfig) -> Assessment:
    """Correct the probability and ask its gate again; what is over the limit already is a fact and stays."""
    is_fact = stated.eta_upper_s == 0.0
    if stated.verdict is Verdict.INCONCLUSIVE or is_fact or not learned.stated:
        return stated
    probability = learned.apply(stated.probability)
    saw = f"stated {stated.probability:.3f}, {probability:.3f} by what came of {learned.outcomes:g} forecasts"
    asked = probability_gate(probability, config)
    return replace(
        stated,
        verdict=Verdict.CONFIRMED if asked.passed else Verdict.REFUTED,
        probability=probability,
        raw_probability=stated.probability,
        gates=(*stated.gates[:-1], Gate("recalibration", True, saw), asked),
    )

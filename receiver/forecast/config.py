"""What one may set about the confidence check, and the defaults.

Every length is a ratio to the horizon or a count of samples, never a number of seconds: a rehearsal that
runs sixty times faster than production must get the same answers.
"""

from dataclasses import dataclass

from receiver.forecast.model import Model


@dataclass(frozen=True, slots=True)
class AssessConfig:
    """Settings of `assess`.

    Attributes:
        confirm_probability: the verdict is confirmed at or above this probability, 0..1.
        interval_s: expected sample spacing in seconds; None = the median spacing of the history.
        min_coverage_ratio: share of expected samples (since the last restart) below which nothing is
            concluded, 0..1.
        min_samples: fewest finite samples on which anything is concluded.
        min_span_ratio: shortest history, as a share of the horizon, on which anything is concluded.
        max_age_ratio: longest run of unusable samples at the end of the history, as a share of the horizon.
        model: other coefficients than the shipped ones (to score a fit that has not seen a source); None = the shipped.
    """

    confirm_probability: float = 0.5
    interval_s: float | None = None
    min_coverage_ratio: float = 0.5
    min_samples: int = 10
    min_span_ratio: float = 0.4
    max_age_ratio: float = 0.5
    model: Model | None = None

"""What the confidence check concluded about one forecast, and what each of its gates saw."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """confirmed: act or tell. refuted: the statistics do not believe it. inconclusive: too little to say; never an action."""

    CONFIRMED = "confirmed"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Gate:
    """One named question of the check, in the order asked.

    Attributes:
        name: stable id, e.g. `coverage`.
        passed: whether the gate let the forecast through.
        saw: the numbers it looked at, for people ("12 of 240 samples, 5 %").
    """

    name: str
    passed: bool
    saw: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The probability that a series reaches its limit within the horizon, and when.

    Attributes:
        verdict: confirmed, refuted or inconclusive.
        reason: name of the gate that decided, `probability` when the probability did.
        probability: of reaching the limit within `horizon_s`, 0..1; 0 when inconclusive.
        eta_lower_s: 10 % point of the time to the limit in seconds from the newest sample, inf = does not cross.
        eta_s: 50 % point.
        eta_upper_s: 90 % point.
        horizon_s: how far ahead the question looked, seconds.
        level: fitted value now, unit of the series.
        slope_per_s: fitted slope, unit of the series per second.
        noise: residual scale, unit of the series.
        segment_start_s: timestamp of the first sample after the last restart, seconds since the epoch.
        coverage_ratio: share of the expected samples that are present since the segment's start, 0..1.
        gates: every gate asked, in order.
        raw_probability: what the check itself stated, where recalibration changed it; None = `probability` stands as stated.
    """

    verdict: Verdict
    reason: str
    probability: float
    eta_lower_s: float
    eta_s: float
    eta_upper_s: float
    horizon_s: float
    level: float
    slope_per_s: float
    noise: float
    segment_start_s: float
    coverage_ratio: float
    gates: tuple[Gate, ...]
    raw_probability: float | None = None


def inconclusive(gate: str, saw: str, horizon_s: float) -> Assessment:
    """Return the assessment for a question that could not even be asked, because of `gate`."""
    nan, inf = float("nan"), float("inf")
    return Assessment(
        verdict=Verdict.INCONCLUSIVE,
        reason=gate,
        probability=0.0,
        eta_lower_s=inf,
        eta_s=inf,
        eta_upper_s=inf,
        horizon_s=horizon_s,
        level=nan,
        slope_per_s=nan,
        noise=nan,
        segment_start_s=nan,
        coverage_ratio=0.0,
        gates=(Gate(gate, passed=False, saw=saw),),
    )

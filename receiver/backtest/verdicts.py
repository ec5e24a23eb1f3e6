"""One alert over all its series, in four ways: extrapolated alone, as generated, as believed, and as sure enough to act."""

from collections.abc import Sequence
from dataclasses import dataclass

from receiver.backtest.replay import AlertOutcome, Page, SeriesOutcome, Variant
from receiver.backtest.score import tally
from receiver.domain.spell import Spell
from receiver.policy.model import AlertPolicy, ForecastPolicy
from receiver.scorecard.calibration import Calibration, calibrate
from receiver.scorecard.tally import Tally, total

THRESHOLDS = tuple(round(0.05 * step, 2) for step in range(1, 20))
"""Probabilities that are tried as `confidence.notify` and `confidence.act`."""


@dataclass(frozen=True)
class AlertVerdict:
    """One alert.

    Attributes:
        extrapolated: what `predict_linear` alone on the longest window would have paged, with the alert's `for`.
        rules: what the generated alert would have paged.
        told: what the confidence check would have believed (`confidence.notify`).
        sure: what it would have been sure enough of to act on (`confidence.act`).
        thresholds: probability → the pages believed from there on.
        variants: scale of the windows and floor → the pages of that alert.
        restarts: crossings that are restarts from the edge.
        hidden: crossings that began out of sight.
        reasons: why looks were inconclusive → how many.
        looks: assessments made while the alert fired.
    """

    severity: str
    extrapolated: Tally
    rules: Tally
    told: Tally
    sure: Tally
    thresholds: dict[float, Tally]
    variants: dict[Variant, Tally]
    calibration: Calibration
    restarts: int
    hidden: int
    reasons: dict[str, int]
    looks: int


def judge(series: Sequence[SeriesOutcome], alert: AlertPolicy, entry: ForecastPolicy) -> AlertVerdict:
    """Score one alert over its series."""
    own = [(one, one.alerts[alert.severity]) for one in series]

    def scored(pages: Sequence[Sequence[Spell]]) -> Tally:
        return total(
            [
                tally(spells, outcome.crossings, one.watched, alert.horizon_s)
                for (one, outcome), spells in zip(own, pages, strict=True)
            ]
        )

    def at(threshold: float) -> Tally:
        return scored([believed(outcome.pages, threshold) for _, outcome in own])

    tried = sorted({variant for _, outcome in own for variant in outcome.variants})
    looks = [look for _, outcome in own for page in outcome.pages for look in page.looks]
    unsure = [look.reason for look in looks if not look.believes(0.0)]
    return AlertVerdict(
        severity=alert.severity,
        extrapolated=scored([outcome.extrapolated for _, outcome in own]),
        rules=scored([[page.spell for page in outcome.pages] for _, outcome in own]),
        told=at(entry.confidence.notify),
        sure=at(entry.confidence.act),
        thresholds={threshold: at(threshold) for threshold in THRESHOLDS},
        variants={variant: scored([outcome.variants.get(variant, ()) for _, outcome in own]) for variant in tried},
        calibration=_calibrated([outcome for _, outcome in own]),
        restarts=sum(crossing.restart for _, outcome in own for crossing in outcome.crossings),
        hidden=sum(not crossing.seen for _, outcome in own for crossing in outcome.crossings),
        reasons={reason: unsure.count(reason) for reason in sorted(set(unsure))},
        looks=len(looks),
    )


def believed(pages: Sequence[Page], threshold: float) -> list[Spell]:
    """From the first look that believed it, to the end of the alert."""
    found = []
    for page in pages:
        first = next((look.at_s for look in page.looks if look.believes(threshold)), None)
        if first is not None:
            found.append(Spell(first, page.spell.end_s))
    return found


def _calibrated(outcomes: Sequence[AlertOutcome]) -> Calibration:
    samples = [sample for outcome in outcomes for sample in outcome.samples]
    return calibrate(samples, sum(outcome.undecided for outcome in outcomes))

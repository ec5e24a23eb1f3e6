"""Has a forecast earned more trust, or lost what it had? Measured precision and lead time against the catalog's thresholds.

Trust is given slowly and taken at once. A promotion goes one step, needs the lower end of the precision's 95 % interval at or
above the threshold, and at least a day since the last change. A demotion goes to dry-run, and needs only that the measured
precision is below it: between the two lies the hysteresis. With less evidence than the catalog asks for nothing is promoted,
and demoted only what is surely below.

Where a forecast acts, its pages are censored and say nothing any more. Then its actions speak: it is demoted when surely fewer
than half of them helped, and not promoted when fewer than half did.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from receiver.domain.mode import Evidence, Mode
from receiver.policy.strict import Strict

DWELL_S = 86_400.0
"""Between a change and a promotion: a day shows each hour of the day once."""

_LEAD_SLACK = 0.8
"""Promoted at the threshold, demoted at this share of it."""

_HELPED = 0.5


class PromotionRule(Strict):
    """From when on a forecast may act, up to the catalog's mode.

    Attributes:
        min_evidence: incidents with judged pages.
        precision: share of the judged pages that must be true.
        lead_s: median lead time that is needed.
    """

    min_evidence: Annotated[int, Field(ge=1)]
    precision: Annotated[float, Field(gt=0, lt=1)]
    lead_s: Annotated[float, Field(ge=0, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A new mode, and why."""

    mode: Mode
    reason: str


def judge(
    rule: PromotionRule, level: Mode, ceiling: Mode, evidence: Sequence[Evidence], since_change_s: float
) -> Judgement | None:
    """Promote, demote, or leave it.

    Args:
        level: what was earned so far.
        ceiling: the catalog's mode.
        evidence: of every alert that may act.
        since_change_s: how long ago the level changed, inf when it never did.
    """
    if level is not Mode.DRY_RUN:
        doubts = [doubt for one in evidence if (doubt := _doubt(rule, one))]
        if doubts:
            return Judgement(Mode.DRY_RUN, "; ".join(doubts))
    if level.rank >= ceiling.rank or since_change_s < DWELL_S or not evidence:
        return None
    if not all(_earned(rule, one) for one in evidence):
        return None
    return Judgement(list(Mode)[level.rank + 1], "; ".join(_merit(one) for one in evidence))


def _doubt(rule: PromotionRule, one: Evidence) -> str:
    """Say why an alert is not trusted any more, empty when it is."""
    if one.precision is not None and one.precision_high is not None and one.precision < rule.precision:
        judged = (
            f"{one.severity}: {one.true} of {one.true + one.false} pages were true, {rule.precision:.0%} are needed"
        )
        if one.independent >= rule.min_evidence or one.precision_high < rule.precision:
            return judged
    enough = one.independent >= rule.min_evidence
    if enough and one.lead_s is not None and one.lead_s < _LEAD_SLACK * rule.lead_s:
        return f"{one.severity}: the median lead is {one.lead_s:.0f} s, {rule.lead_s:.0f} s are needed"
    if one.helped_high is not None and one.helped_high < _HELPED:
        return f"{one.severity}: {one.in_vain} of {one.helped + one.in_vain} actions had no effect"
    return ""


def _earned(rule: PromotionRule, one: Evidence) -> bool:
    if one.precision_low is None or one.lead_s is None or _doubt(rule, one):
        return False
    if one.helped < _HELPED * (one.helped + one.in_vain):
        return False
    return one.independent >= rule.min_evidence and one.precision_low >= rule.precision and one.lead_s >= rule.lead_s


def _merit(one: Evidence) -> str:
    return (
        f"{one.severity}: {one.true} of {one.true + one.false} pages were true "
        f"(at least {one.precision_low or 0.0:.0%} at 95 % confidence), median lead {one.lead_s or 0.0:.0f} s"
    )

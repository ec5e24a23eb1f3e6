from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.domain.mode import Evidence, Mode, lower
from receiver.policy.promotion import DWELL_S, Judgement, PromotionRule, judge
from receiver.scorecard.wilson import wilson

RULE = PromotionRule(min_evidence=20, precision=0.8, lead_s=600.0)


def _evidence(true: int, false: int, helped: int = 0, in_vain: int = 0, **changes: Any) -> Evidence:
    """Every page a horizon after the one before, a quarter of an hour ahead."""
    interval, effect = wilson(true, true + false), wilson(helped, helped + in_vain)
    made = Evidence(
        severity="critical",
        true=true,
        false=false,
        independent=true + false,
        precision=true / (true + false) if true + false else None,
        precision_low=interval.low if interval else None,
        precision_high=interval.high if interval else None,
        lead_s=900.0 if true else None,
        helped=helped,
        in_vain=in_vain,
        helped_high=effect.high if effect else None,
    )
    return replace(made, **changes)


def _mode(level: Mode, *evidence: Evidence, ceiling: Mode = Mode.AUTO, since_s: float = DWELL_S) -> Mode | None:
    found = judge(RULE, level, ceiling, evidence, since_s)
    return None if found is None else found.mode


def test_what_is_proven_is_promoted_by_one_step() -> None:
    assert _mode(Mode.DRY_RUN, _evidence(20, 0)) is Mode.APPROVE
    assert _mode(Mode.APPROVE, _evidence(20, 0)) is Mode.AUTO


@pytest.mark.parametrize(
    "evidence",
    [
        _evidence(19, 0),
        _evidence(18, 2),
        _evidence(30, 0, independent=19),
        _evidence(20, 0, lead_s=599.0),
        _evidence(20, 0, lead_s=None),
        _evidence(20, 0, helped=0, in_vain=10),
        _evidence(0, 0),
    ],
    ids=["few", "not proven", "one incident", "late", "never in time", "in vain", "nothing"],
)
def test_what_is_not_proven_is_not_promoted(evidence: Evidence) -> None:
    assert _mode(Mode.DRY_RUN, evidence) is None


@pytest.mark.parametrize("ceiling", list(Mode))
def test_nothing_goes_beyond_what_the_author_wrote(ceiling: Mode) -> None:
    assert _mode(ceiling, _evidence(1000, 0), ceiling=ceiling) is None


def test_a_promotion_waits_for_a_day_and_a_demotion_does_not() -> None:
    assert _mode(Mode.APPROVE, _evidence(50, 0), since_s=DWELL_S - 1) is None
    assert _mode(Mode.AUTO, _evidence(20, 10), since_s=0.0) is Mode.DRY_RUN


@pytest.mark.parametrize("level", [Mode.APPROVE, Mode.AUTO])
@pytest.mark.parametrize(
    "evidence",
    [
        _evidence(15, 5),
        _evidence(0, 3),
        _evidence(20, 0, lead_s=479.0),
        _evidence(5, 0, helped=1, in_vain=12),
    ],
    ids=["below", "surely below", "late", "in vain"],
)
def test_trust_that_is_lost_is_lost_at_once_and_wholly(level: Mode, evidence: Evidence) -> None:
    assert _mode(level, evidence) is Mode.DRY_RUN


@pytest.mark.parametrize(
    "evidence",
    [_evidence(16, 4), _evidence(1, 1), _evidence(20, 0, lead_s=480.0), _evidence(20, 0, helped=2, in_vain=3)],
    ids=["between", "few and not sure", "a little late", "not sure of the effect"],
)
def test_between_promotion_and_demotion_nothing_changes(evidence: Evidence) -> None:
    assert _mode(Mode.APPROVE, evidence) is None


def test_every_alert_that_may_act_must_have_earned_it_and_one_is_enough_to_lose_it() -> None:
    good, bad = _evidence(20, 0), _evidence(10, 10, severity="warning")
    assert _mode(Mode.DRY_RUN, good, bad) is None
    assert _mode(Mode.AUTO, good, bad) is Mode.DRY_RUN


def test_without_alerts_that_may_act_nothing_is_earned() -> None:
    assert _mode(Mode.DRY_RUN) is None


def test_the_reason_has_the_numbers() -> None:
    assert judge(RULE, Mode.AUTO, Mode.AUTO, [_evidence(15, 5)], 0.0) == Judgement(
        Mode.DRY_RUN, "critical: 15 of 20 pages were true, 80% are needed"
    )
    found = judge(RULE, Mode.DRY_RUN, Mode.AUTO, [_evidence(20, 0)], DWELL_S)
    assert found is not None
    assert found.reason == "critical: 20 of 20 pages were true (at least 84% at 95 % confidence), median lead 900 s"


@given(
    st.sampled_from(list(Mode)),
    st.sampled_from(list(Mode)),
    st.integers(0, 60),
    st.integers(0, 60),
    st.floats(0.0, 1e4),
    st.floats(0.0, 1e6),
)
def test_whatever_is_measured_no_judgement_oscillates_or_passes_the_ceiling(
    level: Mode, ceiling: Mode, true: int, false: int, lead_s: float, since_s: float
) -> None:
    evidence = [_evidence(true, false, lead_s=lead_s if true else None)]
    found = judge(RULE, level, ceiling, evidence, since_s)
    if found is None:
        return
    assert found.mode.rank <= max(ceiling.rank, 0)
    assert found.mode is not level
    again = judge(RULE, found.mode, ceiling, evidence, DWELL_S)
    assert again is None or (again.mode.rank > found.mode.rank) == (found.mode.rank > level.rank)


def test_of_two_modes_the_one_that_trusts_less_is_lower() -> None:
    assert [lower(Mode.AUTO, one) for one in Mode] == list(Mode)

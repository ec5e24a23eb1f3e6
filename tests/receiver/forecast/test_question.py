import numpy as np
import pytest

from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Verdict
from receiver.forecast.question import Question
from receiver.forecast.recalibrate import Recalibration

NOW_S = 1_700_000_000.0


def _lowered(by: float) -> Recalibration:
    return Recalibration((0.0, 1.0), (0.0, 1.0 - by), 400, "applied")


def _answer(level: float, slope_per_s: float, learned: Recalibration | None = None, age_s: float = 0.0) -> Assessment:
    at_s = NOW_S - age_s - 10.0 * np.arange(90.0)[::-1]
    series = Series(at_s, level + slope_per_s * (at_s - NOW_S))
    return Question(series, NOW_S, 1800.0, 10.0, 0.9, learned).answer()


def test_a_rise_to_the_limit_is_confirmed_as_the_check_states_it() -> None:
    found = _answer(0.5, 0.0005)
    assert (found.verdict, found.raw_probability) == (Verdict.CONFIRMED, None)


def test_no_samples_are_inconclusive() -> None:
    found = Question(Series(np.empty(0), np.empty(0)), NOW_S, 1800.0, 10.0, 0.5).answer()
    assert (found.verdict, found.reason) == (Verdict.INCONCLUSIVE, "data")


@pytest.mark.parametrize(("age_s", "reason"), [(50.0, "probability"), (51.0, "freshness")])
def test_a_series_that_ended_is_not_forecast(age_s: float, reason: str) -> None:
    assert _answer(0.5, 0.0005, age_s=age_s).reason == reason


def test_what_the_outcomes_taught_changes_probability_and_verdict_and_keeps_what_was_stated() -> None:
    stated, corrected = _answer(0.5, 0.0005), _answer(0.5, 0.0005, _lowered(0.2))
    assert corrected.raw_probability == stated.probability
    assert corrected.probability == pytest.approx(0.8 * stated.probability)
    assert (stated.verdict, corrected.verdict) == (Verdict.CONFIRMED, Verdict.REFUTED)
    assert corrected.eta_s == stated.eta_s


def test_the_gates_say_what_was_stated_what_was_learned_and_what_was_asked() -> None:
    corrected = _answer(0.5, 0.0005, _lowered(0.2))
    assert [gate.name for gate in corrected.gates[-2:]] == ["recalibration", "probability"]
    assert corrected.gates[-2].saw.endswith("by what came of 400 forecasts")
    assert [gate.name for gate in corrected.gates].count("probability") == 1


def test_too_little_evidence_changes_nothing() -> None:
    assert _answer(0.5, 0.0005, Recalibration((), (), 3, "3 outcomes")) == _answer(0.5, 0.0005)


def test_what_is_over_the_limit_is_a_fact_that_no_outcome_changes() -> None:
    found = _answer(1.1, 0.0005, _lowered(0.2))
    assert (found.probability, found.raw_probability, found.verdict) == (1.0, None, Verdict.CONFIRMED)


def test_what_cannot_be_told_stays_so() -> None:
    at_s = NOW_S - 10.0 * np.arange(3.0)[::-1]
    found = Question(Series(at_s, at_s * 0), NOW_S, 1800.0, 10.0, 0.5, _lowered(0.2)).answer()
    assert (found.verdict, found.raw_probability) == (Verdict.INCONCLUSIVE, None)

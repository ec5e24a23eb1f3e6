from receiver.domain.decision import Hold
from receiver.domain.verdict import Gate, Verdict
from receiver.policy.guards import verdict
from tests.support.builders import assessment, situation


def test_a_confirmed_forecast_passes() -> None:
    assert verdict.check(situation(assessment=assessment(Verdict.CONFIRMED))) is None


def test_a_refuted_forecast_holds_with_its_probability() -> None:
    refuted = assessment(Verdict.REFUTED, probability=0.124)
    expected = Hold("verdict", "refuted: probability 12% of reaching the limit in time")
    assert expected == verdict.check(situation(assessment=refuted))


def test_an_inconclusive_forecast_holds_with_what_its_gate_saw() -> None:
    gates = (Gate("span", True, "900 s"), Gate("coverage", False, "12 of 240 samples, 5 %"))
    unsure = assessment(Verdict.INCONCLUSIVE, reason="coverage", gates=gates)
    expected = Hold("verdict", "inconclusive (coverage): 12 of 240 samples, 5 %")
    assert expected == verdict.check(situation(assessment=unsure))


def test_an_inconclusive_forecast_without_its_gate_still_holds() -> None:
    unsure = assessment(Verdict.INCONCLUSIVE, reason="coverage", gates=())
    assert Hold("verdict", "inconclusive (coverage)") == verdict.check(situation(assessment=unsure))

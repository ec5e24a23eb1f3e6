import pytest

from receiver.domain.decision import Hold
from receiver.policy.guards import confidence
from tests.support.builders import assessment, entry, situation


@pytest.mark.parametrize("probability", [0.9, 0.95, 1.0])
def test_a_probability_at_or_above_the_threshold_passes(probability: float) -> None:
    sure = situation(
        assessment=assessment(probability=probability), entry=entry(confidence={"act": 0.9, "notify": 0.5})
    )
    assert confidence.check(sure) is None


def test_a_probability_below_the_threshold_holds_with_both_numbers() -> None:
    unsure = situation(assessment=assessment(probability=0.72), entry=entry(confidence={"act": 0.9, "notify": 0.5}))
    assert Hold("confidence", "probability 72.0% is below the 90.0% that acting needs") == confidence.check(unsure)


@pytest.mark.parametrize("probability", [0.895, 0.8994, 0.8996, 0.89999999])
def test_what_is_just_below_never_reads_as_if_it_were_enough(probability: float) -> None:
    unsure = situation(
        assessment=assessment(probability=probability), entry=entry(confidence={"act": 0.9, "notify": 0.5})
    )
    hold = confidence.check(unsure)
    assert hold is not None
    assert hold.reason.startswith("probability 89.")

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.scorecard.wilson import Interval, wilson


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)]
)
def test_it_is_the_one_of_the_books(hits: int, trials: int, low: float, high: float) -> None:
    found = wilson(hits, trials)
    assert found is not None
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_without_trials_there_is_none() -> None:
    assert wilson(0, 0) is None


@given(st.integers(1, 5000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials))))
def test_it_holds_the_share_lies_within_0_and_1_and_mirrors(pair: tuple[int, int]) -> None:
    hits, trials = pair
    found, mirrored = wilson(hits, trials), wilson(trials - hits, trials)
    assert isinstance(found, Interval)
    assert isinstance(mirrored, Interval)
    assert 0.0 <= found.low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= found.high <= 1.0
    assert found.low == pytest.approx(1.0 - mirrored.high)

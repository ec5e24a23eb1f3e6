import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.policy.lead import lead_time_s

SETTLE_S = 120.0
TIMES = st.lists(st.floats(0, 1e6), max_size=20)


@pytest.mark.parametrize("measured_s", [(), (900.0,), (900.0, 900.0)])
def test_of_fewer_than_three_nothing_is_concluded(measured_s: tuple[float, ...]) -> None:
    assert lead_time_s(measured_s, SETTLE_S) == SETTLE_S


def test_of_a_few_the_longest_counts() -> None:
    assert lead_time_s((150.0, 400.0, 200.0), SETTLE_S) == 400.0


def test_of_twenty_two_that_took_for_ever_do_not_count() -> None:
    assert lead_time_s([200.0] * 17 + [300.0, 86_400.0, 86_400.0], SETTLE_S) == 300.0


def test_it_is_never_shorter_than_the_settle_time() -> None:
    assert lead_time_s((10.0, 20.0, 30.0), SETTLE_S) == SETTLE_S


@given(TIMES, st.floats(1, 1e4))
def test_it_lies_between_the_settle_time_and_the_longest_ever_measured(
    measured_s: list[float], settle_s: float
) -> None:
    assert settle_s <= lead_time_s(measured_s, settle_s) <= max([settle_s, *measured_s])


@given(TIMES.filter(lambda times: len(times) >= 3))
def test_nine_of_ten_stayed_within_it(measured_s: list[float]) -> None:
    lead_s = lead_time_s(measured_s, 0.0)
    assert sum(one <= lead_s for one in measured_s) >= 0.9 * len(measured_s)

"""Known answers: pages and crossings written down by hand."""

import pytest

from receiver.backtest.score import fate, tally
from receiver.domain.spell import Crossing, Spell
from receiver.scorecard.tally import Fate, lead

HORIZON_S = 1000.0
WATCHED = (Spell(0.0, 86_400.0),)
CROSSING = Crossing(10_000.0, 10_100.0, seen=True, restart=False)


@pytest.mark.parametrize(
    ("start_s", "expected"),
    [
        (9_000.0, Fate.TRUE),
        (8_800.0, Fate.TRUE),  # a fifth of a horizon early is near enough
        (8_799.0, Fate.FALSE),
        (10_000.0, Fate.LATE),
        (10_100.0, Fate.LATE),
        (10_101.0, Fate.FALSE),
        (86_000.0, Fate.UNKNOWN),  # the history ends before it can be judged
    ],
)
def test_a_page_is_judged_by_what_came_after_it_began(start_s: float, expected: Fate) -> None:
    assert fate(start_s, [CROSSING], WATCHED, HORIZON_S) is expected


def test_a_page_into_a_gap_is_of_unknown_fate() -> None:
    assert fate(500.0, [], (Spell(0.0, 1000.0), Spell(3000.0, 9000.0)), HORIZON_S) is Fate.UNKNOWN


def test_a_crossing_is_caught_by_a_page_that_still_stood() -> None:
    assert lead(CROSSING, [Spell(2_000.0, 10_050.0)], HORIZON_S) == 8_000.0


def test_a_crossing_is_caught_by_a_page_that_was_true_of_it_although_it_ended() -> None:
    assert lead(CROSSING, [Spell(9_100.0, 9_200.0)], HORIZON_S) == 900.0


@pytest.mark.parametrize("page", [Spell(5_000.0, 5_100.0), Spell(10_000.0, 10_200.0)])
def test_a_crossing_is_not_caught_by_a_page_long_over_or_too_late(page: Spell) -> None:
    assert lead(CROSSING, [page], HORIZON_S) is None


def test_the_numbers_of_a_day_by_hand() -> None:
    crossings = [
        CROSSING,
        Crossing(30_000.0, 30_000.0, seen=True, restart=True),
        Crossing(0.0, 5.0, seen=False, restart=False),
    ]
    pages = [Spell(9_500.0, 10_200.0), Spell(20_000.0, 20_100.0), Spell(40_000.0, 40_100.0), Spell(86_000.0, 86_100.0)]
    found = tally(pages, crossings, WATCHED, HORIZON_S)
    assert (found.pages, found.true, found.false, found.unknown) == (4, 1, 2, 1)
    assert found.precision == pytest.approx(1 / 3)
    assert found.recall == 0.5
    assert found.leads_s == (500.0,)
    assert found.days == pytest.approx((86_400 - 105) / 86_400)
    assert found.false_per_day == pytest.approx(2 / found.days)
    assert found.f1 == pytest.approx(0.4)

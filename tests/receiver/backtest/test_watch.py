import numpy as np

from receiver.backtest.watch import overlap_s, was_watched, watched
from receiver.domain.spell import Spell
from tests.receiver.backtest.tracks import START_S, track


def test_small_gaps_are_bridged_and_large_ones_are_not() -> None:
    one = track(np.zeros(40), absent=(3, 4, 5, *range(20, 30)))
    assert watched(one) == (Spell(START_S, START_S + 1200.0), Spell(START_S + 1800.0, START_S + 2400.0))


def test_nothing_is_watched_without_a_number() -> None:
    assert watched(track(np.full(5, np.nan))) == ()


def test_overlap_counts_what_lies_within() -> None:
    assert overlap_s((Spell(0.0, 10.0), Spell(20.0, 30.0)), 5.0, 25.0) == 10.0


def test_nine_tenths_are_enough() -> None:
    spells = (Spell(0.0, 90.0),)
    assert [was_watched(spells, 0.0, end_s) for end_s in (100.0, 101.0)] == [True, False]

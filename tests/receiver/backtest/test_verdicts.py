from receiver.backtest.verdicts import THRESHOLDS, believed, judge
from receiver.domain.spell import Spell
from receiver.domain.verdict import Verdict
from tests.receiver.backtest.outcomes import crossing, look, page, series
from tests.receiver.backtest.tracks import entry

POLICY = entry()
ALERT = POLICY.alerts[0]


def test_a_page_is_believed_from_the_first_look_that_believes_it() -> None:
    one = page(1000.0, 2000.0, look(1000.0, 0.2), look(1120.0, 0.6), look(1240.0, 0.95))
    assert believed([one], 0.5) == [Spell(1120.0, 2000.0)]
    assert believed([one], 0.9) == [Spell(1240.0, 2000.0)]
    assert believed([one], 0.99) == []


def test_an_inconclusive_look_believes_nothing() -> None:
    unsure = look(1000.0, 0.0, verdict=Verdict.INCONCLUSIVE, reason="samples")
    assert believed([page(1000.0, 2000.0, unsure)], 0.0) == []


def test_the_four_ways_of_paging_are_scored_beside_each_other() -> None:
    good = page(9_000.0, 10_000.0, look(9_000.0, 0.95))
    bad = page(40_000.0, 41_000.0, look(40_000.0, 0.6))
    one = series(good, bad, crossings=(crossing(10_000.0),), extrapolated=(Spell(50_000.0, 50_060.0),))
    found = judge([one], ALERT, POLICY)
    assert (found.extrapolated.precision, found.extrapolated.recall) == (0.0, 0.0)
    assert (found.rules.precision, found.rules.recall) == (0.5, 1.0)
    assert (found.told.precision, found.told.recall) == (0.5, 1.0)
    assert (found.sure.precision, found.sure.recall) == (1.0, 1.0)


def test_thresholds_and_reasons_are_told() -> None:
    unsure = look(1000.0, 0.0, verdict=Verdict.INCONCLUSIVE, reason="coverage")
    found = judge([series(page(1000.0, 2000.0, unsure, look(1120.0, 0.7)))], ALERT, POLICY)
    assert (found.looks, found.reasons) == (2, {"coverage": 1})
    assert [found.thresholds[at].pages for at in THRESHOLDS if at in (0.65, 0.7, 0.75)] == [1, 1, 0]


def test_without_series_nothing_is_claimed() -> None:
    found = judge([], ALERT, POLICY)
    assert (found.rules.pages, found.rules.precision, found.calibration.moments) == (0, None, 0)

from dataclasses import replace

from receiver.backtest.advice import Advice, advise
from receiver.backtest.verdicts import THRESHOLDS, AlertVerdict
from receiver.scorecard.calibration import calibrate
from receiver.scorecard.tally import Tally
from tests.receiver.backtest.tracks import entry

POOR = Tally(true=5, false=15, crossings=10, caught=5, days=10.0)
GOOD = Tally(true=9, false=1, crossings=10, caught=9, days=10.0)
SURE = Tally(true=19, false=1, crossings=25, caught=19, days=10.0)


def _verdict(**changes: object) -> AlertVerdict:
    made = AlertVerdict(
        severity="critical",
        extrapolated=POOR,
        rules=POOR,
        told=POOR,
        sure=POOR,
        thresholds=dict.fromkeys(THRESHOLDS, POOR),
        variants={(1.0, 0.5): POOR, (2.0, 0.5): POOR, (2.0, 0.7): POOR},
        calibration=calibrate([], 0),
        restarts=0,
        hidden=0,
        reasons={},
        looks=0,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def _advice(setting: str, verdict: AlertVerdict) -> Advice:
    return next(advice for advice in advise(entry(), [verdict]) if advice.setting == setting)


def test_windows_that_did_better_are_recommended_with_their_effect() -> None:
    found = _advice("windows", _verdict(variants={(1.0, 0.5): POOR, (2.0, 0.5): GOOD}))
    assert (found.now, found.better) == ((900.0, 3600.0), (1800.0, 7200.0))
    assert (found.before, found.after) == (POOR, GOOD)


def test_of_equals_the_one_that_changes_least_is_recommended() -> None:
    variants = {(1.0, 0.5): POOR, (2.0, 0.5): GOOD, (2.0, 0.7): GOOD, (1.0, 0.7): GOOD}
    verdict = _verdict(variants=variants)
    assert (_advice("windows", verdict).better, _advice("floor", verdict).better) == (None, (0.7,))


def test_a_small_gain_changes_nothing() -> None:
    better = replace(POOR, false=14)
    found = _advice("floor", _verdict(variants={(1.0, 0.5): POOR, (1.0, 0.6): better}))
    assert (found.better, found.reason) == (None, "as good as any")


def test_on_few_crossings_nothing_is_recommended() -> None:
    few, better = Tally(true=1, false=9, crossings=4, caught=1), Tally(true=4, crossings=4, caught=4)
    found = _advice("floor", _verdict(rules=few, variants={(1.0, 0.5): few, (1.0, 0.6): better}))
    assert (found.better, found.reason) == (None, "only 4 crossings: too few to choose by")


def test_the_lowest_of_the_best_probabilities_is_recommended_for_telling() -> None:
    thresholds = {at: GOOD if at >= 0.6 else POOR for at in THRESHOLDS}
    assert _advice("confidence.notify", _verdict(thresholds=thresholds)).better == (0.6,)


def test_acting_asks_for_nine_true_pages_in_ten_of_enough() -> None:
    thresholds = {at: SURE if at >= 0.7 else POOR for at in THRESHOLDS}
    assert _advice("confidence.act", _verdict(thresholds=thresholds)).better == (0.7,)


def test_acting_is_left_alone_on_too_few_pages() -> None:
    found = _advice("confidence.act", _verdict(thresholds=dict.fromkeys(THRESHOLDS, GOOD)))
    assert found.better is None
    assert found.reason == "no threshold had 90% true pages among 20 and more"


def test_acting_is_left_alone_where_it_is_sure_enough_and_nothing_is_gained() -> None:
    found = _advice("confidence.act", _verdict(sure=SURE, thresholds=dict.fromkeys(THRESHOLDS, SURE)))
    assert (found.better, found.reason) == (None, "as good as any")


def test_telling_is_never_recommended_above_acting_which_a_catalog_refuses() -> None:
    only_the_surest = {at: GOOD if at >= 0.95 else POOR for at in THRESHOLDS}
    found = _advice("confidence.notify", _verdict(thresholds=only_the_surest))
    assert (found.better, found.reason) == (None, "as good as any")

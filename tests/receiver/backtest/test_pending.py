import numpy as np
import pytest

from receiver.backtest.pending import firing, pages
from receiver.domain.spell import Spell

TIMES = np.linspace(0.0, 1140.0, 20)


def _true(*places: int) -> np.ndarray:
    true = np.zeros(20, dtype=np.bool_)
    true[list(places)] = True
    return true


def test_an_alert_fires_once_it_was_true_for_long_enough_and_until_it_is_not() -> None:
    assert firing(TIMES, _true(3, 4, 5, 6), for_s=120.0, keep_s=0.0) == [Spell(300.0, 420.0)]


def test_without_for_it_fires_at_once() -> None:
    assert firing(TIMES, _true(3), for_s=0.0, keep_s=0.0) == [Spell(180.0, 240.0)]


def test_what_is_true_too_shortly_never_fires() -> None:
    assert firing(TIMES, _true(3, 4, 6, 7), for_s=120.0, keep_s=0.0) == []


def test_nothing_true_fires_nothing() -> None:
    assert firing(TIMES, _true(), for_s=0.0, keep_s=60.0) == []


def test_kept_firing_it_needs_no_for_when_it_is_true_again() -> None:
    assert firing(TIMES, _true(1, 2, 3, 6), for_s=120.0, keep_s=240.0) == [Spell(180.0, 660.0)]


@pytest.mark.parametrize(
    ("for_s", "outage_minutes", "expected"),
    [
        (900.0, 5, [Spell(960.0, 1200.0)]),  # taken up again: `for` counts from the first minute
        (300.0, 5, [Spell(840.0, 1200.0)]),  # below the grace period: starts anew after the outage
    ],
)
def test_a_restart_of_prometheus_is_bridged_only_for_a_long_for(
    for_s: float, outage_minutes: int, expected: list[Spell]
) -> None:
    true = _true(*range(1, 4), *range(4 + outage_minutes, 20))
    outage = Spell(240.0, 240.0 + 60.0 * outage_minutes)
    assert firing(TIMES, true, for_s, 0.0, (outage,)) == expected


def test_an_outage_longer_than_prometheus_tolerates_is_not_bridged() -> None:
    times = np.linspace(0.0, 5940.0, 100)
    true = np.ones(100, dtype=np.bool_)
    true[5:70] = False
    outage = Spell(300.0, 4200.0)
    assert firing(times, true, 900.0, 0.0, (outage,)) == [Spell(5100.0, 6000.0)]


def test_what_fires_again_within_ten_minutes_is_one_page() -> None:
    spells = [Spell(0.0, 60.0), Spell(660.0, 700.0), Spell(1400.0, 1500.0)]
    assert pages(spells) == [Spell(0.0, 700.0), Spell(1400.0, 1500.0)]

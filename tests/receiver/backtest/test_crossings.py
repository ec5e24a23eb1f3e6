import numpy as np

from receiver.backtest.crossings import crossings
from receiver.backtest.rules import Rules
from receiver.backtest.track import Track
from receiver.domain.spell import Crossing
from tests.receiver.backtest.tracks import START_S, entry, track


def _found(one: Track, apart_s: float = 1800.0) -> list[Crossing]:
    policy = entry()
    assert policy.rules is not None
    return crossings(one, Rules(one, policy, policy.rules, closed=False).resets, apart_s)


def _at(place: int) -> float:
    return START_S + 60.0 * place


def test_reaching_one_is_a_crossing_from_its_first_to_its_last_moment() -> None:
    values = np.full(100, 0.5)
    values[40:45] = 1.0
    assert _found(track(values)) == [Crossing(_at(40), _at(44), seen=True, restart=False)]


def test_going_up_and_down_around_the_limit_is_one_crossing() -> None:
    values = np.full(100, 0.9)
    values[[40, 45, 50]] = 1.01
    assert _found(track(values)) == [Crossing(_at(40), _at(50), seen=True, restart=False)]


def test_a_crossing_after_a_quiet_time_is_another() -> None:
    values = np.full(100, 0.9)
    values[[10, 60]] = 1.01
    assert [one.at_s for one in _found(track(values))] == [_at(10), _at(60)]


def test_a_crossing_after_a_restart_is_another_however_soon() -> None:
    values = np.full(100, 0.9)
    values[10], values[11], values[20] = 1.0, 0.1, 1.0
    assert [one.at_s for one in _found(track(values))] == [_at(10), _at(20)]


def test_a_restart_from_the_edge_is_a_kill_that_no_scrape_saw() -> None:
    values = np.concatenate((np.linspace(0.5, 0.97, 50), np.full(20, 0.2)))
    assert _found(track(values)) == [Crossing(_at(50), _at(50), seen=True, restart=True)]


def test_a_restart_from_further_down_is_none() -> None:
    values = np.concatenate((np.linspace(0.5, 0.9, 50), np.full(20, 0.2)))
    assert _found(track(values)) == []


def test_a_restart_that_ends_an_exhaustion_is_not_counted_again() -> None:
    values = np.concatenate((np.linspace(0.5, 1.0, 50), [0.99], np.full(20, 0.2)))
    assert [one.restart for one in _found(track(values))] == [False]


def test_what_begins_in_a_gap_or_before_the_history_was_not_seen() -> None:
    values = np.full(100, 0.9)
    values[:3], values[60] = 1.0, 1.0
    one = track(values, absent=slice(50, 60))
    assert [crossing.seen for crossing in _found(one)] == [False, False]

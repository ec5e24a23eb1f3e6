import numpy as np

from receiver.backtest.track import before
from tests.receiver.backtest.tracks import START_S, STEP_S, track


def test_times_are_multiples_of_the_step_from_the_start() -> None:
    assert track(np.zeros(3)).times_s.tolist() == [START_S, START_S + STEP_S, START_S + 2 * STEP_S]


def test_the_place_at_a_time_is_the_newest_one_not_after_it() -> None:
    times = START_S + np.array([-1.0, 0.0, 59.0, 60.0, 1e6])
    assert track(np.zeros(3)).at(times).tolist() == [-1, 0, 0, 1, 2]


def test_trimming_leaves_what_lies_between_the_first_and_the_last_sample() -> None:
    trimmed = track(np.arange(6.0), absent=(0, 3, 5)).trimmed()
    assert trimmed.start_s == START_S + STEP_S
    assert trimmed.present.tolist() == [True, True, False, True]


def test_a_series_without_samples_has_no_length() -> None:
    assert len(track(np.zeros(3), absent=(0, 1, 2)).trimmed()) == 0


def test_a_nan_sample_is_there_but_is_no_number() -> None:
    one = track(np.array([0.5, np.nan]))
    assert (one.present.tolist(), one.sound.tolist()) == ([True, True], [True, False])


def test_flags_are_counted_before_each_place() -> None:
    assert before(np.array([True, False, True])).tolist() == [0, 1, 1, 2]

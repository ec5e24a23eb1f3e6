"""Histories on one ruler end together and keep their means and maxima."""

import numpy as np

from receiver.forecast.ruler import rule


def test_histories_of_unlike_length_end_together() -> None:
    ruled = rule([np.arange(5.0), np.arange(3.0)], [np.arange(5.0), np.arange(3.0)], np.ones(2))
    assert ruled.mean.tolist() == [[0, 1, 2, 3, 4], [0, 0, 0, 1, 2]]
    assert ruled.first.tolist() == [0, 2]


def test_a_gap_repeats_what_was_before() -> None:
    ruled = rule([np.array([0.0, 1.0, 4.0])], [np.array([1.0, 2.0, 5.0])], np.ones(1))
    assert ruled.mean.tolist() == [[1, 2, 2, 2, 5]]


def test_samples_in_one_bin_are_averaged_and_their_maximum_kept() -> None:
    ruled = rule([np.array([0.0, 1.9, 2.1])], [np.array([1.0, 2.0, 4.0])], np.ones(1))
    assert (ruled.mean[0, -1], ruled.peak[0, -1]) == (3.0, 4.0)

"""One curve answers when and how likely, and the answers agree."""

import math

import numpy as np
import pytest

from receiver.forecast.crossing import eta_bins, leads, no_finer, probability_at, rising, turned


def _logit(p: float) -> float:
    return math.log(p / (1 - p))


def test_leads_do_not_depend_on_the_horizon_as_far_as_they_go() -> None:
    short, long = leads(10.0), leads(300.0)
    assert short.tolist() == long[: len(short)].tolist()
    assert long[-1] >= 4 * 300.0


def test_the_time_at_which_a_share_is_reached_has_that_probability() -> None:
    ladder = leads(40.0)
    curve = rising(np.linspace(-6, 6, len(ladder))[None])
    for q in (0.1, 0.5, 0.9):
        found = eta_bins(ladder, curve, np.array([q]), np.array([1e9]))[:, 0]
        assert probability_at(ladder, curve, found)[0] == pytest.approx(q)


def test_what_does_not_cross_in_time_never_does() -> None:
    ladder = leads(40.0)
    flat = np.full((1, len(ladder)), _logit(0.05))
    assert eta_bins(ladder, flat, np.array([0.1]), np.array([160.0]))[0, 0] == math.inf


def test_what_is_likely_at_once_is_due_before_the_first_lead() -> None:
    ladder = leads(40.0)
    sure = np.full((1, len(ladder)), _logit(0.99))
    assert 0 < eta_bins(ladder, sure, np.array([0.5]), np.array([160.0]))[0, 0] < ladder[0]


def test_a_turn_takes_its_share() -> None:
    before = np.array([[_logit(0.8)]])
    assert 1 / (1 + np.exp(-turned(before, np.array([[0.25]]))))[0, 0] == pytest.approx(0.2)


def test_arrivals_are_told_no_finer_than_the_leads_allow() -> None:
    etas = np.array([[99.0, 100.0, 150.0], [50.0, 100.0, 101.0], [80.0, math.inf, math.inf]])
    assert no_finer(etas).tolist() == [[90, 100, 150], [50, 100, pytest.approx(110)], [80, math.inf, math.inf]]

import numpy as np
import pytest

from receiver.scorecard.calibration import Sample, calibrate


def test_promises_kept_have_no_error() -> None:
    samples = [Sample(0.25, crossed=place % 4 == 0) for place in range(400)]
    found = calibrate(samples, undecided=3)
    assert (found.moments, found.crossed, found.undecided) == (400, 100, 3)
    assert found.error == pytest.approx(0.0)
    assert found.skill == pytest.approx(0.0)


def test_knowing_the_future_is_a_skill_of_one() -> None:
    samples = [Sample(float(crossed), crossed) for crossed in (True, False, False)]
    found = calibrate(samples, 0)
    assert (found.brier, found.skill, found.error) == (0.0, 1.0, 0.0)


def test_the_error_by_hand() -> None:
    samples = [
        Sample(0.95, crossed=False),
        Sample(0.05, crossed=False),
        Sample(0.05, crossed=False),
        Sample(0.05, crossed=True),
    ]
    found = calibrate(samples, 0)
    assert [(one.count, one.came) for one in found.bins] == [(3, pytest.approx(1 / 3)), (1, 0.0)]
    assert found.error == pytest.approx((3 * (1 / 3 - 0.05) + 0.95) / 4)


def test_where_nothing_crossed_skill_is_not_known() -> None:
    found = calibrate([Sample(0.1, crossed=False)], 0)
    assert found.skill is None
    assert found.brier == pytest.approx(0.01)


def test_without_moments_nothing_is_known() -> None:
    found = calibrate([], 7)
    assert (found.moments, found.undecided, found.brier, found.error, found.bins) == (0, 7, None, None, ())


def test_a_probability_of_one_is_in_the_last_bin() -> None:
    assert np.isclose(calibrate([Sample(1.0, crossed=True)], 0).bins[-1].promised, 1.0)

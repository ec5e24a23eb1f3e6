import math
from dataclasses import replace
from typing import Any

from receiver.domain.expectation import Expectation, Range


def _expected(**changes: Any) -> Expectation:
    """Half full at 1000 s, full 100 s later, early after 50 s, late after 200 s."""
    usual = Expectation(at_s=1000.0, level=0.5, noise=0.01, earliest_s=1050.0, crosses_s=1100.0, latest_s=1200.0)
    return replace(usual, **changes)


def test_each_line_of_the_fan_reaches_the_limit_when_it_was_said_to() -> None:
    assert _expected().at(1000, limit=1) == Range(0.5, 0.5, 0.5)
    assert _expected().at(1050, limit=1) == Range(0.625, 0.75, 1.0)
    assert _expected().at(1200, limit=1).low == 1.0


def test_a_line_that_never_arrives_stays_where_it_began() -> None:
    never = _expected(latest_s=math.inf, crosses_s=math.inf)
    assert never.at(1050, limit=1) == Range(0.5, 0.5, 1.0)
    assert never.growth_per_s(limit=1) == 0
    assert never.telling_s(limit=1, difference=0.01) == math.inf


def test_what_has_arrived_already_stays_over_the_limit() -> None:
    over = _expected(level=1.1, earliest_s=1000.0, crosses_s=1000.0, latest_s=1000.0)
    assert over.at(1100, limit=1) == Range(1.1, 1.1, 1.1)
    assert over.growth_per_s(limit=1) == 0


def test_growth_is_that_of_the_probable_line() -> None:
    assert math.isclose(_expected().growth_per_s(limit=1), 0.005)


def test_standing_still_is_told_from_the_forecast_once_its_late_edge_has_risen_enough() -> None:
    assert math.isclose(_expected().telling_s(limit=1, difference=0.05), 20.0)

"""What one generated test says: these shapes go in, these are firing at these moments."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Moment:
    """A question about one moment.

    Attributes:
        at_s: seconds since the test's start.
        firing: shapes whose alert fires then.
    """

    at_s: float
    firing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """A test of one alert.

    Attributes:
        step_s: seconds between samples and between evaluations.
        shapes: name → utilisation in promtool's notation.
        moments: in order of time.
        end_s: length of the test.
        warm_s: from here on `ever` counts. Before, promtool sees windows as covered that are not: it evaluates the slow
            recording of averages at every step, so they hold more samples than in life.
        blind: when a shape that has just appeared (or is NaN) must be reported as blind, the others named not.
        ever: shapes whose alert fires at any time between; every other shape never does.
    """

    step_s: float
    shapes: Mapping[str, str]
    moments: tuple[Moment, ...]
    end_s: float
    warm_s: float
    blind: Moment
    ever: frozenset[str]


LEAK = "leak"
"""The shape that must be told, in time."""

FULL = "full"
"""The shape that is exhausted already and stays told, although nothing rises any more."""

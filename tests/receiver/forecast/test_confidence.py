"""Gates say what they saw."""

import numpy as np

from receiver.forecast.clean import clean
from receiver.forecast.confidence import coverage_gate, data_gates, probability_gate
from receiver.forecast.config import AssessConfig

CONFIG = AssessConfig()


def test_enough_data_passes_every_gate() -> None:
    gates = data_gates(clean(np.arange(60.0), np.ones(60), 2.0), 1.0, 45.0, CONFIG)
    assert [(g.name, g.passed) for g in gates] == [(n, True) for n in ("limit", "samples", "span", "fresh")]


def test_every_failing_gate_is_told_not_only_the_first() -> None:
    gates = data_gates(clean([0.0], [1.0], float("nan")), 0.0, 45.0, CONFIG)
    assert [g.name for g in gates if not g.passed] == ["limit", "samples", "span"]
    assert gates[1].saw == "1 usable of 1 samples, 10 needed"


def test_coverage_is_a_share() -> None:
    gate, ratio = coverage_gate(12, 240.0, CONFIG)
    assert (gate.passed, ratio, gate.saw) == (False, 0.05, "12 of 240 samples, 5%")


def test_the_threshold_itself_is_enough() -> None:
    assert probability_gate(0.5, CONFIG).passed

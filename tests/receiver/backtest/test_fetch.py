"""Chunks, whole or in parts, from a source that a test holds in its hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.fetch import SAMPLES_AT_ONCE, fetch, load, size, utilization
from receiver.backtest.history import History
from receiver.domain.series import LabelledSeries, Series
from receiver.errors import PermanentError, TemporaryError
from receiver.policy.model import ForecastPolicy, GeneratedRules
from tests.receiver.backtest.tracks import START_S, STEP_S, entry
from tests.support.builders import remediation_document


@dataclass
class FakeHistory:
    """Answers with sines that are there from `recorded_from` on as recorded, and always as an expression.

    Attributes:
        refuse: tells whether a range of so many points is refused.
    """

    recorded_from: float = 0.0
    refuse: Callable[[int], bool] = lambda _points: False
    asked: list[tuple[str, int]] = field(default_factory=list)

    def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        times = np.arange(start_s, end_s + step_s / 2, step_s)
        self.asked.append((query, len(times)))
        if self.refuse(len(times)) and not query.startswith("count("):
            raise PermanentError("too many samples")
        if "forecast:utilization:ratio" in query:
            times = times[times >= self.recorded_from]
        if query.startswith("count("):
            return [LabelledSeries({}, Series(times, np.full(len(times), 2.0)))] if len(times) else []
        labels = [{"namespace": "shop", "pod": pod, "forecast": "memory"} for pod in ("a", "b")]
        values = [np.sin(times / 1000.0 + number) for number in range(2)]
        there = [times, times[times < START_S + 7200]]
        return [
            LabelledSeries(label, Series(at, value[: len(at)]))
            for label, at, value in zip(labels, there, values, strict=True)
        ]

    def value(self, query: str, at_s: float) -> float | None:
        raise AssertionError((query, at_s))


def _fetched(source: FakeHistory, folder: Path, at_once: int = SAMPLES_AT_ONCE) -> History:
    policy = entry()
    assert policy.rules is not None
    wanted = utilization("memory", policy, policy.rules, START_S, START_S + 60.0 * 599)
    return fetch(source, wanted, folder, lambda _done, _all: None, at_once)


def _same(one: History, other: History) -> bool:
    ours, theirs = one.tracks(one.keys()), other.tracks(other.keys())
    return len(ours) == len(theirs) and all(
        a.labels == b.labels and a.start_s == b.start_s and np.array_equal(a.values, b.values, equal_nan=True)
        for a, b in zip(ours, theirs, strict=True)
    )


def test_a_history_holds_every_series_by_its_by_labels(tmp_path: Path) -> None:
    found = _fetched(FakeHistory(), tmp_path)
    assert found.keys() == [("shop", "a"), ("shop", "b")]
    first, second = found.tracks(found.keys())
    assert (first.labels, len(first), len(second)) == ({"namespace": "shop", "pod": "a"}, 600, 120)
    assert np.array_equal(first.values, np.sin((START_S + STEP_S * np.arange(600)) / 1000.0))


def test_in_chunks_it_is_the_same_as_whole(tmp_path: Path) -> None:
    whole = _fetched(FakeHistory(), tmp_path / "whole")
    parts = _fetched(FakeHistory(), tmp_path / "parts", at_once=60)
    assert len(parts.chunks) > 10 > len(whole.chunks)
    assert _same(whole, parts)


def test_no_question_is_larger_than_allowed(tmp_path: Path) -> None:
    source = FakeHistory()
    _fetched(source, tmp_path, at_once=60)
    assert max(points for query, points in source.asked if not query.startswith("count(")) * 2 <= 60


@pytest.mark.parametrize("most", [1, 7, 100])
def test_a_chunk_that_is_refused_is_halved_until_it_is_taken(tmp_path: Path, most: int) -> None:
    whole = _fetched(FakeHistory(), tmp_path / "whole")
    refusing = FakeHistory(refuse=lambda points: points > most)
    assert _same(whole, _fetched(refusing, tmp_path / "halved"))


def test_a_source_that_refuses_everything_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PermanentError, match="too many samples"):
        _fetched(FakeHistory(refuse=lambda _points: True), tmp_path)


def test_before_it_was_recorded_the_expression_is_asked(tmp_path: Path) -> None:
    source = FakeHistory(recorded_from=START_S + 18_000.0)
    found = _fetched(source, tmp_path, at_once=120)
    assert [origin.kind for origin in found.origins] == ["computed", "recorded"]
    assert found.origins[0].end_s == pytest.approx(START_S + 18_000.0, abs=3600.0)
    assert _same(found, _fetched(FakeHistory(), tmp_path / "all"))


def test_what_is_recorded_all_the_time_never_asks_for_the_expression(tmp_path: Path) -> None:
    source = FakeHistory()
    _fetched(source, tmp_path)
    assert all("forecast:utilization:ratio" in query for query, _ in source.asked)


def test_what_was_fetched_survives_a_broken_connection(tmp_path: Path) -> None:
    calls = iter(range(1000))

    class Breaks(FakeHistory):
        def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
            if next(calls) > 4:
                raise TemporaryError("Prometheus cannot be reached")
            return super().ranges(query, start_s, end_s, step_s)

    with pytest.raises(TemporaryError):
        _fetched(Breaks(), tmp_path, at_once=120)
    again = FakeHistory()
    found = _fetched(again, tmp_path, at_once=120)
    asked = [points for query, points in again.asked if not query.startswith("count(")]
    assert len(asked) == len(found.chunks) - 4


SPAN = (START_S, START_S + 3 * 3600.0)


def _entry(**rules: object) -> tuple[ForecastPolicy, GeneratedRules]:
    made = entry(remediation=remediation_document(load={"by": ["pod"]}))
    assert made.rules is not None
    return made, made.rules.model_copy(update=rules)


def test_a_load_is_asked_for_as_it_was_recorded_and_by_its_own_labels(tmp_path: Path) -> None:
    source = FakeHistory()
    wanted = load("memory", *_entry(), *SPAN)
    assert wanted is not None
    found = fetch(source, wanted, tmp_path, lambda _done, _all: None)
    assert found.keys() == [("a",), ("b",)]
    assert all('forecast:load:value{forecast="memory"}' in query for query, _ in source.asked)


def test_where_nothing_names_a_load_or_a_size_nothing_is_asked_for() -> None:
    made = entry()
    assert made.rules is not None
    assert load("memory", made, made.rules, *SPAN) is None
    assert size("memory", made, made.rules, *SPAN) is None


def test_sizes_are_asked_for_every_hour_from_before_the_beginning(tmp_path: Path) -> None:
    wanted = size("memory", *_entry(size="min by (namespace, pod) (limit_bytes)"), *SPAN)
    assert wanted is not None
    assert (wanted.step_s, wanted.start_s <= START_S, wanted.end_s <= SPAN[1]) == (3600.0, True, True)
    source = FakeHistory()
    found = fetch(source, wanted, tmp_path, lambda _done, _all: None)
    assert {query for query, _ in source.asked} == {
        "count(min by (namespace, pod) (limit_bytes))",
        "min by (namespace, pod) (limit_bytes)",
    }
    assert found.places == 4


def test_a_stretch_shorter_than_an_hour_has_one_size() -> None:
    wanted = size("memory", *_entry(size="limit_bytes"), START_S, START_S + 600.0)
    assert wanted is not None
    assert wanted.end_s - wanted.start_s in (0.0, 3600.0)

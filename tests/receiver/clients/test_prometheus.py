import json
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from receiver.clients.http import Http
from receiver.clients.prometheus import Prometheus
from receiver.domain.series import Series
from receiver.errors import PermanentError, TemporaryError
from tests.support.loopback import Peer


def _answer(*series: list[list[object]], **more: Any) -> str:
    result = [{"metric": {"pod": f"web-{number}"}, "values": values} for number, values in enumerate(series)]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}, **more})


def _ask(peer: Peer, **labels: str) -> Series:
    return Prometheus(peer.url + "/", Http("Prometheus", timeout_s=5)).utilization(labels, 1000.0, 4600.5)


def test_the_question_is_one_range_of_the_recorded_series(peer: Peer) -> None:
    peer.answers(_answer([[1000, "0.5"]]))
    _ask(peer, forecast="memory", pod="web-1")
    [asked] = peer.asked
    assert asked.path == "/api/v1/query"
    assert asked.form == {
        "query": 'forecast:utilization:ratio{forecast="memory",pod="web-1"}[3600500ms]',
        "time": "4600.500",
    }


def test_samples_come_back_as_they_are(peer: Peer) -> None:
    peer.answers(_answer([[1000.5, "0.25"], [1030.5, "0.5"]]))
    series = _ask(peer, pod="web-1")
    assert (series.timestamps_s.tolist(), series.values.tolist()) == ([1000.5, 1030.5], [0.25, 0.5])


def test_nan_and_infinity_are_samples_too(peer: Peer) -> None:
    peer.answers(_answer([[1, "NaN"], [2, "+Inf"], [3, "-Inf"]]))
    assert np.array_equal(_ask(peer).values, [np.nan, np.inf, -np.inf], equal_nan=True)


def test_no_series_is_an_empty_answer_and_not_an_error(peer: Peer) -> None:
    peer.answers(_answer())
    assert len(_ask(peer)) == 0


def test_several_series_are_refused_because_the_labels_should_name_one(peer: Peer) -> None:
    peer.answers(_answer([[1, "0"]], [[1, "1"]], [[1, "2"]]))
    with pytest.raises(PermanentError, match=r"3 series answer .* e\.g\. .*web-0.*web-1"):
        _ask(peer)


def test_a_warning_makes_the_answer_partial_and_that_is_not_data(peer: Peer) -> None:
    peer.answers(_answer([[1, "0"]], warnings=["store-2 is unreachable"]))
    with pytest.raises(TemporaryError, match="partial: store-2 is unreachable"):
        _ask(peer)


def test_an_info_is_not_a_warning(peer: Peer) -> None:
    peer.answers(_answer([[1, "0"]], infos=["metric might not be a counter"]))
    assert len(_ask(peer)) == 1


def test_a_failed_query_may_succeed_later(peer: Peer) -> None:
    peer.answers(json.dumps({"status": "error", "error": "query timed out"}))
    with pytest.raises(TemporaryError, match="Prometheus answered error: query timed out"):
        _ask(peer)


def test_a_refused_query_is_refused_for_good(peer: Peer) -> None:
    peer.answers(json.dumps({"status": "error", "errorType": "bad_data"}), 400)
    with pytest.raises(PermanentError, match="Prometheus answered 400"):
        _ask(peer)


def test_another_type_of_result_is_refused(peer: Peer) -> None:
    peer.answers(json.dumps({"status": "success", "data": {"resultType": "vector", "result": []}}))
    with pytest.raises(PermanentError, match="answered a vector, not a matrix"):
        _ask(peer)


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        "null",
        "{}",
        '"success"',
        '{"status": "success"}',
        '{"status": "success", "data": null}',
        '{"status": "success", "data": {"resultType": "matrix"}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": null}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [1]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [1, 2]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}}]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"values": [[1]]}]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"values": [[1, "much"]]}]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"values": [[1, null]]}]}}',
        "not json",
    ],
)
def test_garbage_is_not_data(peer: Peer, answer: str) -> None:
    peer.answers(answer)
    with pytest.raises(TemporaryError):
        _ask(peer)


class _Remembers(Http):
    """Keeps the query instead of sending it."""

    query = ""

    def post_form(self, url: str, form: Any) -> Any:
        self.query = form["query"]
        return {"status": "success", "data": {"resultType": "matrix", "result": []}}


_QUOTED = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


@given(value=st.text(), other=st.text(alphabet='"\\\n{}[],=~'))
def test_no_label_value_leaves_its_quotes(value: str, other: str) -> None:
    http = _Remembers("Prometheus")
    Prometheus("http://unused.invalid", http).utilization({"a": value, "b": other}, 0.0, 1.0)
    inside = _QUOTED.findall(http.query)
    outside = _QUOTED.sub("_", http.query)
    assert outside == "forecast:utilization:ratio{a=_,b=_}[1000ms]"
    assert [_unescaped(text) for text in inside] == [value, other]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n"}.get(found[1], found[1]), text)

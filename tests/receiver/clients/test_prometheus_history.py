import json
from typing import Any

import numpy as np
import pytest

from receiver.clients.http import Http
from receiver.clients.prometheus_history import PrometheusHistory
from receiver.errors import PermanentError, TemporaryError
from tests.support.loopback import Peer


def _answer(kind: str, result: list[Any], **more: Any) -> str:
    return json.dumps({"status": "success", "data": {"resultType": kind, "result": result}, **more})


def _history(peer: Peer) -> PrometheusHistory:
    return PrometheusHistory(peer.url + "/", Http("Prometheus", timeout_s=5))


def test_a_range_is_asked_for_with_its_step(peer: Peer) -> None:
    peer.answers(_answer("matrix", []))
    assert _history(peer).ranges("up", 60.0, 120.5, 30.0) == []
    [asked] = peer.asked
    assert asked.path == "/api/v1/query_range"
    assert asked.form == {"query": "up", "start": "60.000", "end": "120.500", "step": "30.000"}


def test_series_come_with_their_labels_and_without_the_metrics_name(peer: Peer) -> None:
    metric = {"__name__": "up", "pod": "web"}
    peer.answers(_answer("matrix", [{"metric": metric, "values": [[60, "0.5"], [90, "NaN"]]}]))
    [found] = _history(peer).ranges("up", 60.0, 90.0, 30.0)
    assert found.labels == {"pod": "web"}
    assert found.samples.timestamps_s.tolist() == [60.0, 90.0]
    assert np.array_equal(found.samples.values, [0.5, np.nan], equal_nan=True)


@pytest.mark.parametrize(("result", "expected"), [([], None), ([{"metric": {}, "value": [60, "3"]}], 3.0)])
def test_one_number_is_asked_for(peer: Peer, result: list[Any], expected: float | None) -> None:
    peer.answers(_answer("vector", result))
    assert _history(peer).value("count(up)", 60.0) == expected
    assert peer.asked[0].form == {"query": "count(up)", "time": "60.000"}


def test_a_warning_makes_the_answer_partial_and_that_is_not_data(peer: Peer) -> None:
    peer.answers(_answer("matrix", [], warnings=["store-2 is unreachable"]))
    with pytest.raises(TemporaryError, match="partial: store-2"):
        _history(peer).ranges("up", 60.0, 90.0, 30.0)


def test_a_query_that_loads_too_much_is_refused_for_good(peer: Peer) -> None:
    peer.answers('{"status":"error","error":"query processing would load too many samples"}', status=422)
    with pytest.raises(PermanentError, match="too many samples"):
        _history(peer).ranges("up", 60.0, 90.0, 30.0)


@pytest.mark.parametrize(
    "body", ["[]", '{"status":"success"}', _answer("matrix", [{}]), _answer("matrix", [{"metric": {}, "values": [1]}])]
)
def test_an_answer_of_another_shape_is_an_error_of_ours(peer: Peer, body: str) -> None:
    peer.answers(body)
    with pytest.raises(TemporaryError, match="another shape"):
        _history(peer).ranges("up", 60.0, 90.0, 30.0)


def test_another_kind_of_answer_is_refused(peer: Peer) -> None:
    peer.answers(_answer("scalar", []))
    with pytest.raises(PermanentError, match="a scalar, not a matrix"):
        _history(peer).ranges("1", 60.0, 90.0, 30.0)

import json
from typing import Any

import numpy as np
import pytest
from flask import Response

from receiver.clients.http import Http
from receiver.clients.prometheus import Prometheus
from receiver.clock import FrozenClock
from receiver.domain.allowance import TOGETHER_S, Allowance
from receiver.domain.series import Series, Wanted
from receiver.errors import PermanentError, ReceiverError, TemporaryError, TooLargeError
from tests.support.loopback import Peer


def _answer(*series: list[list[object]], **more: Any) -> str:
    result = [{"metric": {"pod": f"web-{number}"}, "values": values} for number, values in enumerate(series)]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}, **more})


def _allowance() -> Allowance:
    return Allowance(FrozenClock().monotonic)


def _wanted(**labels: str) -> Wanted:
    return Wanted(labels, labels)


def _prometheus(peer: Peer, **options: Any) -> Prometheus:
    return Prometheus(peer.url + "/", Http("Prometheus", timeout_s=5), **options)


def _ask(peer: Peer, **labels: str) -> Series:
    """The samples of one series; what stands in their place is raised."""
    [found] = _prometheus(peer).utilization([_wanted(**labels or {"pod": "web-0"})], 1000.0, 4600.5, 10.0, _allowance())
    if isinstance(found, ReceiverError):
        raise found
    return found


def test_the_question_is_one_range_of_the_recorded_series(peer: Peer) -> None:
    peer.answers(_answer([[1000, "0.5"]]))
    _ask(peer, forecast="memory", pod="web-1")
    [asked] = peer.asked
    assert asked.path == "/api/v1/query"
    assert asked.form == {
        "query": 'forecast:utilization:ratio{forecast="memory",pod="web-1"}[3600500ms]',
        "time": "4600.500",
    }


def test_another_recorded_series_is_asked_for_by_its_name(peer: Peer) -> None:
    peer.answers(_answer([[1000, "12"]]))
    wanted = Wanted({"pod": "web-0"}, {}, "forecast:load:value")
    [found] = _prometheus(peer).utilization([wanted], 0.0, 60.0, 10.0, _allowance())
    assert isinstance(found, Series)
    assert found.values.tolist() == [12.0]
    assert [asked.form["query"] for asked in peer.asked] == ['forecast:load:value{pod="web-0"}[60000ms]']


def test_samples_come_back_as_they_are(peer: Peer) -> None:
    peer.answers(_answer([[1000.5, "0.25"], [1030.5, "0.5"]]))
    series = _ask(peer)
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
        _ask(peer, forecast="")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"warnings": ["store-2 is unreachable"]}, "partial: store-2 is unreachable"),
        ({"isPartial": True}, "is partial"),
    ],
    ids=["Thanos, Mimir", "VictoriaMetrics"],
)
def test_a_partial_answer_is_not_data(peer: Peer, more: dict[str, Any], says: str) -> None:
    peer.answers(_answer([[1, "0"]], **more))
    with pytest.raises(PermanentError, match=says):
        _ask(peer)


def test_a_complete_answer_of_victoriametrics_is_data(peer: Peer) -> None:
    peer.answers(_answer([[1, "0"]], isPartial=False, warnings=[]))
    assert len(_ask(peer)) == 1


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
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1]]}]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1, "much"]]}]}}',
        '{"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": [[1, null]]}]}}',
        "not json",
    ],
)
def test_garbage_is_not_data(peer: Peer, answer: str) -> None:
    peer.answers(answer)
    with pytest.raises(TemporaryError):
        _ask(peer, pod="")


def test_what_goes_with_every_request_is_asked_for_each_time(peer: Peer) -> None:
    tokens = iter(["old", "new"])
    prometheus = _prometheus(
        peer, headers=lambda: {"X-Scope-OrgID": "team-a", "Authorization": f"Bearer {next(tokens)}"}
    )
    peer.answers(_answer())
    for _ in range(2):
        prometheus.utilization([_wanted(pod="web-0")], 0.0, 60.0, 10.0, _allowance())
    assert [asked.headers["Authorization"] for asked in peer.asked] == ["Bearer old", "Bearer new"]
    assert peer.asked[0].headers["X-Scope-Orgid"] == "team-a"


def test_an_external_label_gets_the_alerts_value_and_no_other_label_of_it_counts(peer: Peer) -> None:
    peer.answers(_answer())
    wanted = Wanted({"pod": "web-0"}, {"pod": "web-0", "cluster": 'eu"1', "replica": "b"})
    _prometheus(peer, external_labels=["cluster"]).utilization([wanted], 0.0, 60.0, 10.0, _allowance())
    assert peer.asked[0].form["query"] == r'forecast:utilization:ratio{cluster="eu\"1",pod="web-0"}[60000ms]'


def test_without_its_external_label_an_alert_is_not_asked_about(peer: Peer) -> None:
    [found] = _prometheus(peer, external_labels=["cluster"]).utilization(
        [_wanted(pod="web-0")], 0.0, 60.0, 10.0, _allowance()
    )
    assert str(found) == "the alert lacks the external label cluster, which tells its series apart"
    assert peer.asked == []


def _named(*pods: str) -> str:
    result = [{"metric": {"pod": pod}, "values": [[1, str(number)]]} for number, pod in enumerate(pods)]
    return json.dumps({"status": "success", "data": {"resultType": "matrix", "result": result}})


def _values(found: list[Series | ReceiverError]) -> list[Any]:
    return [one.values.tolist() if isinstance(one, Series) else type(one) for one in found]


def test_many_are_asked_for_together_and_each_gets_what_carries_exactly_its_labels(peer: Peer) -> None:
    peer.answers(_named("b", "nobody asked", "a"))
    wanted = [_wanted(pod=pod) for pod in ("a", "b", "gone", "a")]
    found = _prometheus(peer).utilization(wanted, 0.0, 60.0, 10.0, _allowance())
    assert _values(found) == [[2.0], [0.0], [], [2.0]]
    assert [asked.form["query"] for asked in peer.asked] == ['forecast:utilization:ratio{pod=~"a|b|gone"}[60000ms]']


def test_a_bad_series_is_its_own_trouble_only(peer: Peer) -> None:
    good, bad = {"metric": {"pod": "a"}, "values": [[1, "0.5"]]}, {"metric": {"pod": "b"}, "values": [[1, "much"]]}
    twice = [{"metric": {"pod": "c", "node": node}, "values": []} for node in "xy"]
    result = {"resultType": "matrix", "result": [good, bad, *twice]}
    peer.answers(json.dumps({"status": "success", "data": result}))
    wanted = [_wanted(pod=pod) for pod in ("a", "b", "c", "\ud800")]
    found = _prometheus(peer).utilization(wanted, 0.0, 60.0, 10.0, _allowance())
    assert _values(found) == [[0.5], TemporaryError, PermanentError, PermanentError]


def test_a_series_that_lacks_a_label_is_the_one_with_the_empty_value(peer: Peer) -> None:
    peer.answers(
        json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [{"metric": {}, "values": []}]}})
    )
    assert _values(_prometheus(peer).utilization([_wanted(pod="")], 0.0, 60.0, 10.0, _allowance())) == [[]]


@pytest.mark.parametrize("status", [413, 422])
def test_what_is_too_large_together_is_asked_for_in_halves(peer: Peer, status: int) -> None:
    def answer() -> Response:
        together = "|" in peer.asked[-1].form["query"]
        return Response("too many samples", status) if together else Response(_named("a", "b", "c"))

    peer.answer = answer
    found = _prometheus(peer).utilization([_wanted(pod=pod) for pod in "abc"], 0.0, 60.0, 10.0, _allowance())
    assert _values(found) == [[0.0], [1.0], [2.0]]
    assert len(peer.asked) == 5


def test_what_is_too_large_alone_is_refused_and_the_others_are_answered(peer: Peer) -> None:
    peer.answer = lambda: (
        Response("too many", 422) if "a" in peer.asked[-1].form["query"][27:] else Response(_named("z"))
    )
    found = _prometheus(peer).utilization([_wanted(pod="a"), _wanted(pod="z")], 0.0, 60.0, 10.0, _allowance())
    assert _values(found) == [TooLargeError, [0.0]]


def test_requests_are_bounded_whatever_is_answered(peer: Peer) -> None:
    peer.answers("too many", 422)
    found = _prometheus(peer).utilization([_wanted(pod=f"web-{n}") for n in range(200)], 0.0, 60.0, 10.0, _allowance())
    assert set(_values(found)) == {TooLargeError, TemporaryError}
    assert len(peer.asked) == 32


def test_a_failed_request_is_tried_once_more(peer: Peer) -> None:
    answers = iter([Response("starting", 503), Response(_named("a"))])
    peer.answer = lambda: next(answers)
    assert _values(_prometheus(peer).utilization([_wanted(pod="a")], 0.0, 60.0, 10.0, _allowance())) == [[0.0]]


@pytest.mark.parametrize(("headers", "tries"), [({}, 2), ({"Retry_After": "30"}, 1)])
def test_who_is_down_is_not_asked_for_the_rest_nor_before_it_wants_to_be(
    peer: Peer, headers: dict[str, str], tries: int
) -> None:
    peer.answers("down", 503, **headers)
    wanted = [_wanted(pod=f"{number:05d}-{'x' * 200}") for number in range(200)]
    found = _prometheus(peer).utilization(wanted, 0.0, 60.0, 10.0, _allowance())
    assert set(_values(found)) == {TemporaryError}
    assert len(peer.asked) == tries


def test_all_requests_together_have_a_deadline(peer: Peer, clock: FrozenClock) -> None:
    def slowly() -> Response:
        clock.advance(TOGETHER_S)
        return Response(_named())

    peer.answer = slowly
    wanted = [_wanted(pod=f"{number:05d}-{'x' * 200}") for number in range(100)]
    found = _prometheus(peer).utilization(wanted, 0.0, 60.0, 10.0, Allowance(clock.monotonic))
    assert [_values(found)[0], _values(found)[-1]] == [[], TemporaryError]
    assert len(peer.asked) == 1


def test_who_is_down_is_not_asked_for_the_next_forecast_of_the_same_reading(peer: Peer) -> None:
    peer.answers("down", 503)
    prometheus, allowance = _prometheus(peer), _allowance()
    found = [prometheus.utilization([_wanted(pod=pod)], 0.0, 60.0, 10.0, allowance) for pod in "abc"]
    assert [[TemporaryError]] * 3 == [_values(one) for one in found]
    assert len(peer.asked) == 2


def test_what_one_forecast_took_is_gone_for_the_next(peer: Peer) -> None:
    peer.answers(_named())
    prometheus, allowance = _prometheus(peer), Allowance(FrozenClock().monotonic, requests=1)
    found = [prometheus.utilization([_wanted(pod="a")], 0.0, 60.0, 10.0, allowance) for _ in range(2)]
    assert [[[]], [TemporaryError]] == [_values(one) for one in found]


def test_a_thousand_alerts_with_a_day_of_history_are_a_handful_of_queries(peer: Peer) -> None:
    peer.answers(_named())
    wanted = [
        _wanted(forecast="memory", namespace=f"team-{n // 50}", pod=f"web-{n:04d}-7c9d8b6f5-x2x4q", container="app")
        for n in range(1000)
    ]
    _prometheus(peer).utilization(wanted, 0.0, 86_400.0, 30.0, _allowance())
    assert len(peer.asked) == 6
    assert all(len(asked.form["query"]) < 16_384 for asked in peer.asked)

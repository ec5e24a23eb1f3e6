"""Whatever Prometheus answers: nothing is done without data, people are told, and when it is back the alert is worked on."""

import json
from typing import Any

import pytest

from tests.support.builders import alert
from tests.support.outside import SHORTEST_WINDOW_S, Answer, Line, Slow, dripping, status
from tests.support.source import always_rising

_VALUES = [[at, "0.5"] for at in range(3)]


def _matrix(*series: dict[str, Any], **more: Any) -> Answer:
    document = {"status": "success", "data": {"resultType": "matrix", "result": list(series)}, **more}
    return status(200, json.dumps(document).encode())


def _series(pod: str = "web-1", values: list[list[Any]] | None = None, **labels: str) -> dict[str, Any]:
    metric = {"forecast": "memory", "namespace": "shop", "pod": pod, **labels}
    return {"metric": metric, "values": values if values is not None else _VALUES}


FAULTS: dict[str, Answer] = {
    "down": status(503),
    "unauthorized": status(401),
    "not found": status(404),
    "too many requests": status(429, Retry_After="30"),
    "bad request": status(400),
    "too many samples": status(422),
    "server error": status(500),
    "redirect": status(302, Location="http://127.0.0.1:1/"),
    "silent": Slow(),
    "dripping": dripping,
    "garbage": status(200, b"\x00\xff\x00"),
    "a login page": status(200, b"<html>please log in</html>"),
    "truncated": status(200, b'{"status": "success", "data": {"resultType": "matr'),
    "huge": status(200, b" " * 300_000),
    "an error in JSON": status(200, b'{"status": "error", "error": "query timed out"}'),
    "partial, Thanos": _matrix(_series(), warnings=["store-2 does not answer"]),
    "partial, VictoriaMetrics": _matrix(_series(), isPartial=True),
    "no series": _matrix(),
    "another series": _matrix(_series(pod="web-2")),
    "two series": _matrix(_series(node="a"), _series(node="b")),
    "old samples": _matrix(_series()),
    "NaN only": _matrix(_series(values=[[1_700_000_000 + 10 * n, "NaN"] for n in range(60)])),
    "texts": _matrix(_series(values=[[1_700_000_000, "much"]])),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_nothing_is_done_the_person_is_told_and_the_alert_is_worked_on_later(line: Line, fault: Answer) -> None:
    outside = line.outside
    outside.fails("POST /prometheus/", fault)
    line.stores.inbox.accept([alert()])
    line.run_for(SHORTEST_WINDOW_S + 120, step_s=60)
    assert (outside.replicas(), line.state()) == (1, "")
    assert not [asked for asked in outside.asked if asked.startswith("PATCH")]
    assert (line.told("slack"), line.told("pagerduty")) == (["blind"], ["blind"])
    outside.troubles.clear()
    outside.shape = always_rising(0.5, 0.0005)
    line.run_for(120)
    assert (outside.replicas(), line.told()) == (3, ["blind", "acted"])


@pytest.mark.parametrize("fault", ["down", "garbage", "partial, Thanos"])
def test_what_is_on_loan_is_kept_while_nothing_can_be_known(line: Line, fault: str) -> None:
    line.stores.inbox.accept([alert()])
    line.run_for(0)
    assert line.outside.replicas() == 3
    line.outside.fails("POST /prometheus/", FAULTS[fault])
    line.run_for(1200, step_s=120)
    assert line.outside.replicas() == 3
    assert "given_back" not in line.told()

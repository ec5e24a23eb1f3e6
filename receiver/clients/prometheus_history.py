"""Evaluates queries over weeks of the past through Prometheus' HTTP API, for `receiver backtest` and for the breaches
that scorecards count.

Unlike `receiver.clients.prometheus`, which asks for one alert's raw samples, this asks `query_range`: a recording
rule is a query evaluated at every interval, so its past is a range query with that step. Queries come from the policy
file and from code only. https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from receiver.clients.http import Http
from receiver.domain.series import LabelledSeries, Series
from receiver.errors import PermanentError, TemporaryError


class PrometheusHistory:
    """Implements the port `HistorySource`.

    Args:
        headers: returns what goes with every request; asked each time, because a secret can be rotated.
    """

    def __init__(self, base_url: str, http: Http, headers: Callable[[], Mapping[str, str]] = dict) -> None:
        self._base = base_url.rstrip("/") + "/api/v1/"
        self._http = http
        self._headers = headers

    def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        form = {"query": query, "start": f"{start_s:.3f}", "end": f"{end_s:.3f}", "step": f"{step_s:.3f}"}
        found = self._result("query_range", form, "matrix")
        try:
            return [_labelled(one["metric"], one["values"]) for one in found]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise TemporaryError("Prometheus answered series of another shape than its API's") from error

    def value(self, query: str, at_s: float) -> float | None:
        found = self._result("query", {"query": query, "time": f"{at_s:.3f}"}, "vector")
        try:
            return float(found[0]["value"][1]) if found else None
        except (KeyError, TypeError, ValueError) as error:
            raise TemporaryError("Prometheus answered numbers of another shape than its API's") from error

    def _result(self, endpoint: str, form: dict[str, str], kind: str) -> list[Any]:
        answer = self._http.post_form(self._base + endpoint, form, self._headers())
        try:
            if answer["status"] != "success":
                raise TemporaryError(f"Prometheus answered {answer['status']}: {answer.get('error', '')}")
            if answer.get("warnings"):
                raise TemporaryError(f"Prometheus warned that the answer is partial: {answer['warnings'][0]}")
            if answer["data"]["resultType"] != kind:
                raise PermanentError(f"Prometheus answered a {answer['data']['resultType']}, not a {kind}")
            return list(answer["data"]["result"])
        except (KeyError, TypeError, AttributeError) as error:
            raise TemporaryError("Prometheus answered JSON of another shape than its API's") from error


def _labelled(metric: dict[str, str], values: list[Any]) -> LabelledSeries:
    times = np.fromiter((at for at, _ in values), dtype=np.float64, count=len(values))
    numbers = np.fromiter((float(value) for _, value in values), dtype=np.float64, count=len(values))
    return LabelledSeries({k: v for k, v in metric.items() if k != "__name__"}, Series(times, numbers))

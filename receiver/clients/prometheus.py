"""Reads recorded utilisation from Prometheus, or anything that speaks its HTTP API (Thanos, Mimir, VictoriaMetrics).

The question is an instant query with a range selector (`series{...}[3600s]`), not `query_range`: that one resamples, and its
five-minute lookback paints over the gaps that the confidence check must see.
https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors

Only `forecast:*` series are asked for, by labels that the policy names, with escaped values; a warning or a partial answer is
not data.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from receiver import conventions
from receiver.clients.http import Http
from receiver.domain.series import Series
from receiver.errors import PermanentError, TemporaryError

_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Prometheus:
    """Implements the port `SeriesSource`."""

    def __init__(self, base_url: str, http: Http) -> None:
        self._url = base_url.rstrip("/") + "/api/v1/query"
        self._http = http

    def utilization(self, selector: Mapping[str, str], start_s: float, end_s: float) -> Series:
        query = f"{conventions.SERIES_UTILIZATION}{{{_matchers(selector)}}}[{round((end_s - start_s) * 1000)}ms]"
        answer = self._http.post_form(self._url, {"query": query, "time": f"{end_s:.3f}"})
        return _only_series(_matrix(answer))


def _matchers(selector: Mapping[str, str]) -> str:
    return ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in sorted(selector.items()))


def _matrix(answer: Any) -> list[Any]:
    """Unwrap the API's envelope; anything but a complete matrix is an error."""
    try:
        if answer["status"] != "success":
            raise TemporaryError(f"Prometheus answered {answer['status']}: {answer.get('error', '')}")
        if answer.get("warnings"):
            raise TemporaryError(f"Prometheus warned that the answer is partial: {answer['warnings'][0]}")
        if answer["data"]["resultType"] != "matrix":
            raise PermanentError(f"Prometheus answered a {answer['data']['resultType']}, not a matrix")
        return list(answer["data"]["result"])
    except (KeyError, TypeError, AttributeError) as error:
        raise TemporaryError("Prometheus answered JSON of another shape than its API's") from error


def _only_series(matrix: list[Any]) -> Series:
    try:
        if len(matrix) > 1:
            labels = [sorted(one["metric"].items()) for one in matrix[:2]]
            raise PermanentError(f"{len(matrix)} series answer where the by-labels should name one, e.g. {labels}")
        samples = np.array(
            [(float(at), float(value)) for at, value in matrix[0]["values"]] if matrix else [],
            dtype=np.float64,
        ).reshape(-1, 2)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TemporaryError("Prometheus answered series of another shape than its API's, or no numbers") from error
    return Series(timestamps_s=samples[:, 0].copy(), values=samples[:, 1].copy())

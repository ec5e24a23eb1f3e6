"""Reads the answer to a range-vector query: a complete matrix, or what it is instead.

https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors. A warning says that a part is missing (a Thanos
store or a Mimir ingester that did not answer), `isPartial` is VictoriaMetrics' word for it; `infos` are remarks on the query
and mean nothing here.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from receiver.clients.selection import Selector, key
from receiver.domain.series import Series
from receiver.errors import PermanentError, ReceiverError, TemporaryError

Found = Series | ReceiverError


def read(answer: Any, selectors: Iterable[Selector]) -> dict[tuple[tuple[str, str], ...], Found]:
    """Return for each selector the one series that carries exactly its labels, empty when there is none.

    A label that a series lacks counts as the empty text, as in PromQL. Series that nobody asked for are passed over.

    Raises:
        TemporaryError: it failed, or is not what the API answers.
        PermanentError: it is partial, or no matrix.
    """
    result = _complete(answer)
    asked = [(key(selector), selector) for selector in selectors]
    by_labels: dict[tuple[str, ...], list[Any]] = {}
    names = sorted(asked[0][1]) if asked else []
    try:
        for one in result:
            by_labels.setdefault(tuple(str(one["metric"].get(name, "")) for name in names), []).append(one)
    except (AttributeError, KeyError, TypeError) as error:
        raise TemporaryError("Prometheus answered series of another shape than its API's") from error
    return {known: _only(by_labels.get(tuple(selector[name] for name in names), [])) for known, selector in asked}


def _complete(answer: Any) -> list[Any]:
    try:
        if answer["status"] != "success":
            raise TemporaryError(f"Prometheus answered {answer['status']}: {answer.get('error', '')}")
        if answer.get("warnings"):
            raise PermanentError(f"Prometheus warned that the answer is partial: {answer['warnings'][0]}")
        if answer.get("isPartial"):
            raise PermanentError("Prometheus said that the answer is partial")
        if answer["data"]["resultType"] != "matrix":
            raise PermanentError(f"Prometheus answered a {answer['data']['resultType']}, not a matrix")
        return list(answer["data"]["result"])
    except (KeyError, TypeError, AttributeError) as error:
        raise TemporaryError("Prometheus answered JSON of another shape than its API's") from error


def _only(matching: list[Any]) -> Found:
    if not matching:
        return Series(np.empty(0), np.empty(0))
    if len(matching) > 1:
        labels = [sorted(one["metric"].items()) for one in matching[:2]]
        return PermanentError(f"{len(matching)} series answer where the labels should name one, e.g. {labels}")
    try:
        values = matching[0]["values"]
        at_s = np.fromiter((float(at) for at, _ in values), np.float64, len(values))
        return Series(at_s, np.fromiter((float(value) for _, value in values), np.float64, len(values)))
    except (KeyError, TypeError, ValueError):
        return TemporaryError("Prometheus answered a series of another shape than its API's, or no numbers")

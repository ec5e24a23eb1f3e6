"""Reads recorded utilisation from a Prometheus, or anything that speaks its HTTP API (Thanos, Mimir, Cortex, VictoriaMetrics).

The question is an instant query with a range selector (`series{...}[3600s]`), not `query_range`: that one resamples, and its
five-minute lookback paints over the gaps that the confidence check must see.
https://prometheus.io/docs/prometheus/latest/querying/api/#range-vectors

Only `forecast:*` series are asked for, by labels that the policy and the servers' file name, with escaped values. Many series
are asked for together (see `selection`); what is too large for one answer is asked for in halves. A failed request is tried
once more, everything that is read together is bounded in requests and in time (see `Allowance`), and a server that cannot be
asked is left alone for the rest of it: the queue that the work came from is what waits longer.
"""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from receiver.clients import matrix
from receiver.clients.http import Http
from receiver.clients.matrix import Found
from receiver.clients.selection import Selector, batches, key, matchers
from receiver.domain.allowance import Allowance
from receiver.domain.series import Wanted
from receiver.errors import PermanentError, ReceiverError, TemporaryError, TooLargeError

_TRIES = 2


class Prometheus:
    """Implements the port `SeriesSource` with one server.

    Args:
        base_url: before `/api/v1/query`.
        headers: returns what goes with every request (tenant, token); asked each time, because a secret can be rotated.
        external_labels: names of labels that the server's series carry beyond the by-labels; the alert says their values.
    """

    def __init__(
        self,
        base_url: str,
        http: Http,
        *,
        headers: Callable[[], Mapping[str, str]] = dict,
        external_labels: Sequence[str] = (),
    ) -> None:
        self._url = base_url.rstrip("/") + "/api/v1/query"
        self._http = http
        self._headers = headers
        self._external_labels = external_labels

    def utilization(
        self, wanted: Sequence[Wanted], start_s: float, end_s: float, interval_s: float, allowance: Allowance
    ) -> list[Found]:
        selectors = [self._selector(one) for one in wanted]
        unique = {key(one): one for one in selectors if not isinstance(one, PermanentError)}
        samples_each = (end_s - start_s) / interval_s
        window = f"[{round((end_s - start_s) * 1000)}ms]"
        name = wanted[0].series if wanted else ""
        found = self._fetch(name, deque(batches(unique.values(), samples_each)), window, end_s, allowance)
        return [one if isinstance(one, PermanentError) else found[key(one)] for one in selectors]

    def _selector(self, wanted: Wanted) -> Selector | PermanentError:
        selector = dict(wanted.labels)
        for name in self._external_labels:
            if name not in wanted.origin:
                return PermanentError(f"the alert lacks the external label {name}, which tells its series apart")
            selector[name] = wanted.origin[name]
        if any(not _is_text(value) for value in selector.values()):
            return PermanentError("a label of the alert is no valid Unicode text, so no series can have it")
        return selector

    def _fetch(
        self, name: str, todo: deque[list[Selector]], window: str, end_s: float, allowance: Allowance
    ) -> dict[Any, Found]:
        found: dict[Any, Found] = {}
        while todo:
            batch = todo.popleft()
            try:
                found |= matrix.read(self._ask(f"{name}{{{matchers(batch)}}}{window}", end_s, allowance), batch)
            except TooLargeError as error:
                middle = len(batch) // 2
                if middle:
                    todo.extendleft((batch[middle:], batch[:middle]))
                else:
                    found[key(batch[0])] = error
            except PermanentError as error:
                found |= _each(batch, error)
            except TemporaryError as error:  # who is down for these is down for the rest
                found |= _each([*batch, *chain.from_iterable(todo)], error)
                todo.clear()
        return found

    def _ask(self, query: str, end_s: float, allowance: Allowance) -> Any:
        if self in allowance.down:
            raise allowance.down[self]
        form = {"query": query, "time": f"{end_s:.3f}"}
        for attempt in range(1, _TRIES + 1):
            try:
                return self._http.post_form(self._url, form, self._headers(), allowance.spend())
            except TemporaryError as error:
                if attempt == _TRIES or error.retry_after_s is not None:
                    allowance.down[self] = error
                    raise
        raise AssertionError("unreachable: the last try returns or raises")


def _each(batch: list[Selector], error: ReceiverError) -> dict[Any, Found]:
    return {key(selector): error for selector in batch}


def _is_text(value: str) -> bool:
    """JSON can carry half of a surrogate pair, which no encoding can."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True

"""Instant queries against the demo's Prometheus, for the screen and the summary."""

from collections.abc import Mapping
from dataclasses import dataclass

import requests


@dataclass(frozen=True, slots=True)
class Sample:
    """One series' value now."""

    labels: Mapping[str, str]
    value: float


class PromApi:
    """Asks one Prometheus."""

    def __init__(self, base_url: str) -> None:
        self._url = f"{base_url}/api/v1/query"
        self._session = requests.Session()

    def instant(self, query: str) -> list[Sample]:
        """Return the vector that a query evaluates to now.

        Raises:
            requests.RequestException: Prometheus cannot be reached or refuses the query.
        """
        response = self._session.get(self._url, params={"query": query}, timeout=5)
        response.raise_for_status()
        return [Sample(one["metric"], float(one["value"][1])) for one in response.json()["data"]["result"]]

    def scalar(self, query: str) -> float:
        """Return the value of a query that yields one series, 0 when it yields none."""
        return sum(sample.value for sample in self.instant(query))

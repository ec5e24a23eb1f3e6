"""Questions to a running Prometheus (or anything that speaks its HTTP API)."""

import re
from collections.abc import Callable
from typing import Any

import requests

from rulegen.durations import Duration
from rulegen.errors import OutputError, UnreachableError

_TIMEOUT_S = 30


class Prometheus:
    """A server, by its base URL.

    Raises:
        OutputError: what was given is no URL.
    """

    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise OutputError(f"{url!r} is not the URL of a Prometheus; write it like http://localhost:9090")
        self._url = url.rstrip("/")

    def rule_groups(self) -> list[dict[str, Any]]:
        """Groups as the server evaluates them."""
        groups: list[dict[str, Any]] = self._asked("rules", {}, lambda data: [{**one} for one in data["groups"]])
        return groups

    def value(self, query: str) -> float:
        """The single value of an instant query, 0 when it selects nothing."""
        return float(
            self._asked(
                "query", {"query": query}, lambda data: [float(one["value"][1]) for one in data["result"]] or [0.0]
            )[0]
        )

    def samples(self, query: str, at_s: float) -> int:
        """Samples that the server itself says it loaded for a query (`totalQueryableSamples`)."""
        parameters = {"query": query, "time": str(at_s), "stats": "all"}
        return int(
            self._asked("query", parameters, lambda data: int(data["stats"]["samples"]["totalQueryableSamples"]))
        )

    def type_of(self, metric: str) -> str | None:
        """`gauge`, `counter`, ... as the exporters declare it, None when nobody does."""
        types = self._asked("metadata", {"metric": metric}, lambda data: [one["type"] for one in data.get(metric, [])])
        return str(types[0]) if types else None

    def retention(self) -> Duration | None:
        """How long samples are kept, None when the server does not say (bounded by size only, or remote)."""
        text = self._asked("status/runtimeinfo", {}, lambda data: str(data.get("storageRetention", "")))
        match = re.match(r"(?:\d+[ywdhms]s?)+", text)
        return Duration.parse(match[0]) if match else None

    def _asked(self, path: str, parameters: dict[str, str], pick: Callable[[Any], Any]) -> Any:
        try:
            response = requests.get(f"{self._url}/api/v1/{path}", params=parameters, timeout=_TIMEOUT_S)
            body = response.json()
        except (requests.RequestException, ValueError) as error:
            raise UnreachableError(f"{self._url} does not answer: {error}") from error
        try:
            if body.get("status") == "success":
                return pick(body["data"])
            reason = body.get("error", response.status_code)
        except (AttributeError, LookupError, TypeError, ValueError):
            reason = "answers, but not as a Prometheus does"
        raise UnreachableError(f"{self._url}: {path}: {reason}")

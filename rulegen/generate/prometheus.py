"""Questions to a running Prometheus (or anything that speaks its HTTP API)."""

import re
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
        groups: list[dict[str, Any]] = self._get("rules", {})["groups"]
        return groups

    def value(self, query: str) -> float:
        """The single value of an instant query, 0 when it selects nothing."""
        result = self._get("query", {"query": query})["result"]
        return float(result[0]["value"][1]) if result else 0.0

    def samples(self, query: str, at_s: float) -> int:
        """Samples that the server itself says it loaded for a query (`totalQueryableSamples`)."""
        data = self._get("query", {"query": query, "time": str(at_s), "stats": "all"})
        return int(data["stats"]["samples"]["totalQueryableSamples"])

    def type_of(self, metric: str) -> str | None:
        """`gauge`, `counter`, ... as the exporters declare it, None when nobody does."""
        entries = self._get("metadata", {"metric": metric}).get(metric, [])
        return str(entries[0]["type"]) if entries else None

    def retention(self) -> Duration | None:
        """How long samples are kept, None when the server does not say (bounded by size only, or remote)."""
        text = str(self._get("status/runtimeinfo", {}).get("storageRetention", ""))
        match = re.match(r"(?:\d+[ywdhms]s?)+", text)
        return Duration.parse(match[0]) if match else None

    def _get(self, path: str, parameters: dict[str, str]) -> Any:
        try:
            response = requests.get(f"{self._url}/api/v1/{path}", params=parameters, timeout=_TIMEOUT_S)
            body = response.json()
        except (requests.RequestException, ValueError) as error:
            raise UnreachableError(f"{self._url} does not answer: {error}") from error
        if body.get("status") != "success":
            raise UnreachableError(f"{self._url}: {path}: {body.get('error', response.status_code)}")
        return body["data"]

"""Reads the receiver's own log, as an operator would: what it assessed, what it told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment as logged; `eta_s` holds the 10, 50 and 90 % points, inf = never."""

    resource: str
    verdict: str
    probability: float
    eta_s: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Told:
    """One event that people were told of."""

    kind: str
    headline: str
    detail: str


def resource(labels: Mapping[str, str]) -> str:
    """What runs out, as it is shown: the claim of a volume, otherwise the pod."""
    return labels.get("persistentvolumeclaim") or labels["pod"]


class Journal:
    """Follows a log file of JSON lines; lines of other programs are passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def new(self) -> list[Assessed | Told]:
        """Return what was logged since the last call."""
        if not self._path.exists():
            return []
        with self._path.open("rb") as file:
            file.seek(self._offset)
            whole, newline, _ = file.read().rpartition(b"\n")
        self._offset += len(whole) + len(newline)
        entries = (_entry(line) for line in whole.splitlines())
        return [entry for entry in entries if entry is not None]


def _entry(line: bytes) -> Assessed | Told | None:
    try:
        logged: Any = json.loads(line)
    except ValueError:
        return None
    if not isinstance(logged, dict):
        return None
    if logged.get("event") == "assessed":
        lower, middle, upper = (float(eta) for eta in logged["eta_s"])
        return Assessed(resource(logged["labels"]), logged["verdict"], logged["probability"], (lower, middle, upper))
    if logged.get("event") == "telling":
        return Told(logged["kind"], logged["headline"], logged["detail"])
    return None

"""A situation as JSON and back, without losing a bit: what a stored decision is recomputed from.

JSON has no infinity and no NaN; they are kept as text, as is everything else that a number cannot say. Floats survive: Python
writes the shortest text that reads back as the same bits.
"""

import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from receiver.errors import ConfigError
from receiver.policy.situation import Situation


class _Record(BaseModel):
    model_config = ConfigDict(ser_json_inf_nan="strings", extra="forbid")

    situation: Situation


def to_json(situation: Situation) -> dict[str, Any]:
    """Return the situation as what a JSON column takes."""
    document: dict[str, Any] = json.loads(_Record(situation=situation).model_dump_json())
    return document


def from_json(document: object) -> Situation:
    """Undo `to_json`.

    Raises:
        ConfigError: it was written by a version that knew another situation.
    """
    try:
        return _Record.model_validate(_with_surroundings(document)).situation
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise ConfigError(f"the record was written by another version of the receiver ({where})") from error


def _with_surroundings(document: object) -> object:
    """A record from before there was a preflight: nobody looked, and nothing was in the way."""
    situation = document.get("situation") if isinstance(document, dict) else None
    if not isinstance(document, dict) or not isinstance(situation, dict):
        return document
    return {**document, "situation": {"surroundings": {}, **situation}}

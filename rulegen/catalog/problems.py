"""From pydantic's words to ours: field, place, reason, suggestion."""

from pathlib import Path as FilePath
from typing import Any

from pydantic import BaseModel, ValidationError

from rulegen.catalog.positions import Document, Path, dotted
from rulegen.catalog.suggest import hint
from rulegen.errors import CatalogError

_OF_KEY = "[key]"
"""Pydantic's last step to a key that is wrong itself."""


class Reporter:
    """Collects the problems of one file."""

    def __init__(self, path: FilePath, document: Document) -> None:
        self._path = path
        self._document = document
        self.problems: list[CatalogError] = []
        for flaw in document.flaws:
            self.problems.append(CatalogError(path, flaw.line, flaw.column, flaw.field, flaw.message))

    def add(self, path: Path, message: str, key: bool = False) -> None:
        """Report a problem at a field (or at its key)."""
        line, column = self._document.place(path, key)
        self.problems.append(CatalogError(self._path, line, column, dotted(path), message))

    def add_validation(self, error: ValidationError, base: Path, model: type[BaseModel]) -> None:
        """Report everything that pydantic found below `base`."""
        for detail in error.errors():
            path = (*base, *detail["loc"])
            at_key = path[-1] == _OF_KEY
            path = path[:-1] if at_key else path
            if detail["type"] == "extra_forbidden":
                known = _keys_beside(model, detail["loc"])
                self.add(path, f"unknown key; {hint(str(detail['loc'][-1]), known)}", key=True)
            elif detail["type"] == "missing":
                self.add(path[:-1], f"the key {detail['loc'][-1]!r} is missing")
            else:
                self.add(path, _reason(detail["msg"], detail["input"]), at_key)


def _reason(message: str, value: Any) -> str:
    if message.startswith("Value error, "):
        return message.removeprefix("Value error, ")
    return f"{message[0].lower()}{message[1:]}, found {value!r}"


def _keys_beside(model: type[BaseModel], loc: tuple[int | str, ...]) -> set[str]:
    """Keys that the model at `loc`'s parent knows, by the names authors write."""
    for step in loc[:-1]:
        if isinstance(step, str):
            model = _model_of_field(model, step) or model
    return {field.alias or name for name, field in model.model_fields.items()}


def _model_of_field(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    for name, field in model.model_fields.items():
        if key in (name, field.alias):
            candidates = [field.annotation, *getattr(field.annotation, "__args__", ())]
            return next((c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)), None)
    return None

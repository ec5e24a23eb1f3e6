"""What the checks have to say; whether it stops the run is for the caller to say."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """error: known to misfire, refused. warning: a person should look. info: could be better."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Objection:
    """What one check says.

    Attributes:
        field: path below the entry, e.g. `("alerts", 0, "horizon")`; the place that an author would change.
        message: what is wrong, with the numbers.
    """

    field: tuple[str | int, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An objection, with who raised it about what.

    Attributes:
        check: stable id of the check.
        forecast: name of the forecast.
        accepted: the author's reason to live with it, None when it is open.
    """

    check: str
    level: Level
    forecast: str
    field: tuple[str | int, ...]
    message: str
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A finding, or a problem of the catalog itself, with its place.

    Attributes:
        check: id of the check; `catalog` for what the loader refused.
        path: the catalog file.
        line, column: 1-based, 0 for the file as a whole.
        field: dotted path of the field.
        accepted: the author's reason to live with it, None when it is open.
    """

    check: str
    level: Level
    path: str
    line: int
    column: int
    field: str
    message: str
    accepted: str | None = None

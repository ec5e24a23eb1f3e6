"""The last line says how much waits to be done."""

from rulegen.model.finding import Level, Located
from rulegen.outputs.reports.text import text


def _found(level: Level, accepted: str | None = None) -> Located:
    return Located("page-volume", level, "disks.yaml", 3, 5, "", "a message", accepted)


def _last(*findings: Located) -> str:
    return text(list(findings)).splitlines()[-1]


def test_what_is_only_told_is_not_open() -> None:
    assert (
        _last(_found(Level.WARNING), _found(Level.INFO), _found(Level.INFO)) == "1 open, 0 accepted, 2 for information"
    )


def test_without_any_nothing_is_said_of_it() -> None:
    assert _last(_found(Level.ERROR), _found(Level.WARNING, "we know")) == "1 open, 1 accepted"


def test_nothing_found_is_said_in_words() -> None:
    assert _last() == "no findings"


def test_what_is_only_told_is_a_finding_too() -> None:
    assert _last(_found(Level.INFO)) == "0 open, 0 accepted, 1 for information"

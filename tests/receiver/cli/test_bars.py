from io import StringIO

import pytest
from rich.console import Console

from receiver.cli.bars import bars


def _written(*, terminal: bool) -> str:
    out = StringIO()
    with bars(Console(file=out, force_terminal=terminal, width=80)) as begin:
        told = begin("memory: replay")
        for done in (1, 2, 3):
            told(done, 3)
    return out.getvalue()


def test_on_a_terminal_it_shows_what_is_done_and_how_far() -> None:
    shown = _written(terminal=True)
    assert "memory: replay" in shown
    assert "3/3" in shown


def test_anywhere_else_it_writes_nothing() -> None:
    assert _written(terminal=False) == ""


def test_what_goes_wrong_within_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="no"), bars(Console(file=StringIO(), force_terminal=True)):
        raise ValueError("no")

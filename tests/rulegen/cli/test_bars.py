from io import StringIO

import pytest

from rulegen.cli.bars import bars


class _Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("kind", [_Terminal, StringIO])
def test_a_terminal_shows_each_step_and_how_far_it_is_and_nothing_else_does(
    kind: type[StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out = kind()
    with bars(out) as told:
        for done in range(1, 3):
            told("render", done, 2)
        told("write", 1, 1)
    shown = out.getvalue()
    if out.isatty():
        assert "render" in shown
        assert "write" in shown
        assert "100%" in shown
    else:
        assert shown == ""

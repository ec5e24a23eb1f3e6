import subprocess
import sys
from threading import Event, Thread
from typing import Any

import matplotlib
import pytest

from receiver.plots.canvas import check, png, svg


def _line(axes: Any) -> None:
    axes.plot([0, 1], [0, 1])
    axes.set_xlabel("hours")


def test_a_picture_is_as_wide_as_its_place_and_in_the_colours_of_its_page() -> None:
    drawn = svg(_line, (4.0, 2.0), "a line")
    head = drawn[: drawn.index(">")]
    assert "viewBox=" in head
    assert " width=" not in head
    assert "currentColor" in drawn
    assert "hours</text>" in drawn


def test_a_picture_says_what_it_shows_to_those_who_cannot_see_it() -> None:
    assert 'aria-label="&quot;a&quot; &amp; &lt;b>"' in svg(_line, (4.0, 2.0), '"a" & <b>')


def test_the_same_picture_is_the_same_bytes() -> None:
    assert svg(_line, (4.0, 2.0), "a line") == svg(_line, (4.0, 2.0), "a line")
    assert png(_line, (4.0, 2.0)) == png(_line, (4.0, 2.0))


def test_two_at_once_leave_matplotlibs_own_style_as_it_was() -> None:
    before = dict(matplotlib.rcParams)
    first_draws, second_draws = Event(), Event()

    def draws_long(_axes: Any) -> None:
        first_draws.set()
        second_draws.wait(0.3)

    def draws_longer(_axes: Any) -> None:
        second_draws.set()
        first.join(5)

    first, second = Thread(target=png, args=(draws_long, (1, 1))), Thread(target=png, args=(draws_longer, (1, 1)))
    first.start()
    first_draws.wait(5)
    second.start()
    first.join()
    second.join()
    assert dict(matplotlib.rcParams) == before


def test_with_matplotlib_there_is_nothing_to_say() -> None:
    check()


@pytest.mark.parametrize(
    "command",
    [
        "['backtest', '--csv', 'x.csv', '--policy', 'p.yaml', '--out', 'report']",
        "['assess', '--csv', 'x.csv', '--limit', '1', '--horizon', '45m', '--out', 'fan.png']",
    ],
)
def test_without_matplotlib_the_error_says_how_to_get_it(command: str) -> None:
    program = f"import sys; sys.modules['matplotlib'] = None; from receiver.cli import main; main({command})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "pip install matplotlib" in done.stderr

from pathlib import Path

import numpy as np
import pytest

from receiver.backtest import beside
from receiver.backtest.beside import Assumed, Beside, Read
from receiver.backtest.track import Floats
from tests.receiver.backtest.found import history
from tests.receiver.backtest.tracks import START_S, STEP_S, track

KEY = ("shop", "data-0")


def _read(folder: Path, sizes: Floats | None, assumed: int | None = None) -> Read:
    used = history(folder / "used", {KEY: np.full(10, 0.5)})
    return Read(
        used, Beside(sizes=None if sizes is None else history(folder / "sizes", {KEY: sizes})), Assumed(2, assumed)
    )


@pytest.mark.parametrize(("place", "expected"), [(-5, 10), (2, 10), (4, 10), (6, 20), (9, 20), (50, 20)])
def test_a_size_is_the_newest_that_was_seen_or_else_the_first(tmp_path: Path, place: int, expected: int) -> None:
    sizes = np.array([np.nan, np.nan, 10.0, 10.0, np.nan, np.nan, 20.0, 20.0])
    assert _read(tmp_path, sizes).size_bytes(KEY, START_S + STEP_S * place) == expected


def test_without_a_series_the_size_is_what_the_user_says_or_nothing(tmp_path: Path) -> None:
    assert _read(tmp_path / "a", None, assumed=7).size_bytes(KEY, START_S) == 7
    assert _read(tmp_path / "b", np.full(3, np.nan), assumed=7).size_bytes(KEY, START_S) == 7
    assert _read(tmp_path / "c", None).size_bytes(KEY, START_S) is None
    assert _read(tmp_path / "d", np.full(3, 5.0), assumed=7).size_bytes(("shop", "other"), START_S) == 7


def test_a_load_is_found_by_the_labels_that_its_rule_names(tmp_path: Path) -> None:
    loads = history(tmp_path / "load", {KEY: np.arange(10.0)})
    read = Read(history(tmp_path / "used", {KEY: np.zeros(10)}), Beside(loads=loads), Assumed(2))
    found = read.load({"pod": "data-0", "namespace": "shop", "more": "x"}, START_S, START_S + 3 * STEP_S)
    assert found.values.tolist() == [1.0, 2.0, 3.0]
    assert len(read.load({"pod": "other", "namespace": "shop"}, START_S, START_S + 3 * STEP_S)) == 0


def test_a_stretch_leaves_out_its_old_end_and_what_is_absent() -> None:
    found = beside.window(track(np.arange(6.0), absent=(2,)), START_S, START_S + 4 * STEP_S)
    assert found.values.tolist() == [1.0, 3.0, 4.0]


def test_whatever_is_kept_at_hand_each_series_is_its_own(tmp_path: Path) -> None:
    used = history(tmp_path, {("shop", f"p{n}"): np.full(3, float(n)) for n in range(5)})
    read = Read(used, Beside(), Assumed(2), keep=2)
    for number in (0, 1, 2, 0, 4, 1):
        assert read.utilization(("shop", f"p{number}")).values[0] == number

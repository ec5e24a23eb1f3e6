from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.cache import Cache

KEY = ("shop", "web")


def test_what_is_put_is_read_again(tmp_path: Path) -> None:
    values, present = np.array([0.0, np.nan, 0.5, np.inf, np.nan]), np.array([True, True, True, True, False])
    Cache(tmp_path).put(600.0, 5, {KEY: (values, present)})
    chunk = Cache(tmp_path).get(600.0, 5)
    assert chunk is not None
    [found] = chunk.read([KEY])
    assert found is not None
    assert np.array_equal(found[0], values, equal_nan=True)
    assert not np.signbit(found[0][0])
    assert found[1].tolist() == present.tolist()


def test_a_series_that_is_not_in_a_chunk_is_none(tmp_path: Path) -> None:
    chunk = Cache(tmp_path).put(600.0, 1, {KEY: (np.ones(1), np.ones(1, dtype=np.bool_))})
    assert chunk.read([("shop", "api")]) == [None]


def test_a_chunk_knows_when_anything_was_there(tmp_path: Path) -> None:
    here, there = np.array([True, False, False]), np.array([False, False, True])
    chunk = Cache(tmp_path).put(0.0, 3, {("a",): (np.zeros(3), here), ("b",): (np.ones(3), there)})
    assert chunk.alive().tolist() == [True, False, True]
    assert Cache(tmp_path).put(60.0, 2, {}).alive().tolist() == [False, False]


@pytest.mark.parametrize("broken", ["", "[[", None])
def test_a_chunk_that_is_not_there_completely_is_asked_for_again(tmp_path: Path, broken: str | None) -> None:
    Cache(tmp_path).put(600.0, 1, {KEY: (np.ones(1), np.ones(1, dtype=np.bool_))})
    names = tmp_path / "600-1.json"
    names.unlink() if broken is None else names.write_text(broken)
    assert Cache(tmp_path).get(600.0, 1) is None


def test_another_stretch_is_another_chunk(tmp_path: Path) -> None:
    Cache(tmp_path).put(600.0, 1, {})
    assert Cache(tmp_path).get(600.0, 2) is None

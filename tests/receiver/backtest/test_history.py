from pathlib import Path

import numpy as np

from receiver.backtest.cache import Cache
from receiver.backtest.history import History, Origin
from receiver.domain.spell import Spell


def _history(folder: Path, alive: list[bool]) -> History:
    present = np.array(alive)
    half = len(alive) // 2
    chunks = tuple(
        Cache(folder).put(
            600.0 + 60 * first, len(part), {("a",): (np.full(len(part), 0.5), part)} if part.any() else {}
        )
        for first, part in ((0, present[:half]), (half, present[half:]))
    )
    origin = Origin("recorded", 600.0, 600.0 + 60 * len(alive))
    return History("memory", ("pod",), 600.0, 60.0, len(alive), (origin,), chunks)


def test_a_series_is_read_across_chunks_from_its_first_to_its_last_sample(tmp_path: Path) -> None:
    found = _history(tmp_path, [False, True, True, False, True, False])
    [track] = found.tracks(found.keys())
    assert (track.start_s, track.present.tolist()) == (660.0, [True, True, False, True])


def test_silences_are_two_missed_evaluations_and_more_of_everything(tmp_path: Path) -> None:
    found = _history(tmp_path, [True, False, True, False, False, False, True, True])
    assert found.silences() == (Spell(780.0, 960.0),)


def test_it_ends_at_the_last_evaluation(tmp_path: Path) -> None:
    assert _history(tmp_path, [True, True]).end_s == 660.0

from pathlib import Path

import numpy as np

from receiver.backtest.track import Floats
from tests.receiver.backtest.found import replayed


def _notes(folder: Path, values: Floats) -> str:
    return " ".join(replayed(folder, {("shop", "web"): values}).notes)


def test_a_whole_history_needs_no_note(tmp_path: Path) -> None:
    assert _notes(tmp_path, np.full(300, 0.5)) == ""


def test_a_late_beginning_is_short_retention_or_a_new_metric(tmp_path: Path) -> None:
    values = np.concatenate((np.full(720, np.nan), np.full(720, 0.5)))
    assert "0.5 of the 1.0 days asked for (short retention, or the metric is that new)" in _notes(tmp_path, values)


def test_an_early_end_is_told(tmp_path: Path) -> None:
    values = np.concatenate((np.full(300, 0.5), np.full(300, np.nan)))
    assert "history ends at " in _notes(tmp_path, values)


def test_many_missing_samples_are_told_with_what_was_expected(tmp_path: Path) -> None:
    values = np.where(np.arange(301) % 2 == 0, 0.5, np.nan)
    assert (
        "50% of the evaluations between a series' first and last sample have none (expected is one every 60 s)"
        in _notes(tmp_path, values)
    )


def test_a_time_without_anything_is_told_with_its_length(tmp_path: Path) -> None:
    values = np.full(300, 0.5)
    values[100:130] = np.nan
    assert "once nothing at all was recorded, 30 min in all, the longest from" in _notes(tmp_path, values)

from pathlib import Path

import pytest

from receiver.backtest.fromcsv import history
from receiver.backtest.track import Track
from tests.receiver.backtest.tracks import entry


def _track(folder: Path, rows: list[tuple[float, float]]) -> Track:
    path = folder / "one.csv"
    path.write_text("\n".join(["timestamp,namespace,pod,value", *(f"{t},shop,web,{v}" for t, v in rows), ""]))
    found = history(path, "memory", entry(), folder)
    assert [origin.kind for origin in found.origins] == ["csv"]
    [track] = found.tracks(found.keys())
    return track


def test_samples_come_onto_the_recording_grid_as_a_rule_would_see_them(tmp_path: Path) -> None:
    track = _track(tmp_path, [(61.0, 0.1), (130.0, 0.2), (175.0, 0.3), (200.0, 0.4), (300.0, 0.5)])
    assert (track.start_s, track.values.tolist()) == (120.0, [0.1, 0.3, 0.4, 0.5])


def test_what_is_older_than_five_minutes_is_gone(tmp_path: Path) -> None:
    track = _track(tmp_path, [(60.0, 0.1), (660.0, 0.2)])
    assert track.present.tolist() == [True] * 5 + [False] * 5 + [True]


@pytest.mark.parametrize("every_s", [15.0, 60.0])
def test_a_faster_or_equal_file_has_no_gaps(tmp_path: Path, every_s: float) -> None:
    track = _track(tmp_path, [(every_s * place, 0.5) for place in range(100)])
    assert track.present.all()

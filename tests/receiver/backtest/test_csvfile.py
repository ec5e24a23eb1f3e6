from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.csvfile import read
from receiver.errors import ConfigError


def _file(folder: Path, text: str) -> Path:
    path = folder / "series.csv"
    path.write_text(text)
    return path


def test_series_are_told_apart_by_their_labels(tmp_path: Path) -> None:
    found = read(_file(tmp_path, "pod,timestamp,value,other\na,60,0.5,x\nb,60,0.25,x\na,120,0.75,x\n"), ["pod"])
    assert list(found) == [("a",), ("b",)]
    assert found["a",].timestamps_s.tolist() == [60.0, 120.0]
    assert found["b",].values.tolist() == [0.25]


def test_times_may_be_iso_8601_and_without_an_offset_are_utc(tmp_path: Path) -> None:
    text = "timestamp,value\n1970-01-01T00:01:00Z,1\n1970-01-01 00:02:00,2\n1970-01-01T02:03:00+02:00,3\n"
    assert read(_file(tmp_path, text))[()].timestamps_s.tolist() == [60.0, 120.0, 180.0]


def test_samples_are_sorted_and_of_one_time_the_later_line_counts(tmp_path: Path) -> None:
    found = read(_file(tmp_path, "timestamp,value\n120,2\n60,1\n120,3\n"))[()]
    assert (found.timestamps_s.tolist(), found.values.tolist()) == ([60.0, 120.0], [1.0, 3.0])


def test_an_empty_value_is_a_nan(tmp_path: Path) -> None:
    assert np.isnan(read(_file(tmp_path, "timestamp,value\n60,\n"))[()].values).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("time,value\n60,1\n", r":1: no column timestamp; there are time, value"),
        ("", r"no column timestamp, value; there are none"),
        ("timestamp,value\n60,much\n", r":2: .*much"),
        ("timestamp,value\nyesterday,1\n", r":2: .*yesterday"),
        ("timestamp,value\n60\n", r":2: "),
        ("timestamp,value\ninf,1\n", r":2: a time must be finite"),
        ("timestamp,value\n", r"no samples"),
    ],
)
def test_what_cannot_be_read_is_an_error_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(_file(tmp_path, text))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        read(tmp_path / "nowhere.csv")

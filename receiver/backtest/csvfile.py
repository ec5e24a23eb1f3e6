"""Reads series from a CSV file: a header, a column `timestamp`, a column `value`, and one column per label.

Times are seconds since the epoch, or ISO 8601 with an offset (without one: UTC). An empty value, and `NaN`, is a NaN.
"""

import csv
from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from receiver.backtest.cache import Key
from receiver.domain.series import Series
from receiver.errors import ConfigError

TIME, VALUE = "timestamp", "value"


def read(path: Path, labels: Sequence[str] = ()) -> dict[Key, Series]:
    """Read every series of a file.

    Args:
        labels: columns that tell the series apart, in the order of the keys.

    Returns:
        Labels' values → samples, sorted by time; of two samples with one timestamp the later line counts.

    Raises:
        ConfigError: unreadable, a column is missing, or a cell is no time or number; names the line.
    """
    times: dict[Key, array[float]] = {}
    values: dict[Key, array[float]] = {}
    for key, at_s, value in _rows(path, labels):
        times.setdefault(key, array("d")).append(at_s)
        values.setdefault(key, array("d")).append(value)
    if not times:
        raise ConfigError(f"{path}: no samples")
    return {key: _sorted(np.array(times[key]), np.array(values[key])) for key in sorted(times)}


def _rows(path: Path, labels: Sequence[str]) -> Iterator[tuple[Key, float, float]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            header = [name.strip() for name in next(rows, [])]
            missing = [name for name in (TIME, VALUE, *labels) if name not in header]
            if missing:
                raise ConfigError(f"{path}:1: no column {', '.join(missing)}; there are {', '.join(header) or 'none'}")
            places = [header.index(name) for name in (TIME, VALUE, *labels)]
            for row in rows:
                if not row:
                    continue
                try:
                    at, value, *key = (row[place].strip() for place in places)
                    yield tuple(key), _seconds(at), float(value or "nan")
                except (IndexError, ValueError) as error:
                    raise ConfigError(f"{path}:{rows.line_num}: {error}: {','.join(row)[:80]}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path}: {error}") from error


def _seconds(text: str) -> float:
    try:
        at_s = float(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        at_s = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    if not np.isfinite(at_s):
        raise ValueError("a time must be finite")
    return at_s


def _sorted(times: np.ndarray, values: np.ndarray) -> Series:
    order = np.argsort(times, kind="stable")
    times, values = times[order], values[order]
    last = np.append(times[1:] != times[:-1], True)
    return Series(times[last], values[last])

"""Turns a CSV file into a history: what a recording rule would have recorded, had the file's samples been scraped."""

import hashlib
from pathlib import Path

import numpy as np

from receiver.backtest import csvfile
from receiver.backtest.cache import Cache, Key
from receiver.backtest.history import History, Origin
from receiver.backtest.track import Bools, Floats
from receiver.domain.series import Series
from receiver.policy.model import ForecastPolicy

LOOKBACK_S = 300.0
"""A rule sees the newest sample of the last five minutes:
https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness"""


def history(path: Path, name: str, entry: ForecastPolicy, folder: Path) -> History:
    """Read utilisation (1 = exhausted) with one column per by-label.

    Args:
        folder: where the history is kept while it is replayed.

    Raises:
        ConfigError: the file cannot be used.
    """
    series = csvfile.read(path, entry.by)
    step_s = entry.interval_s
    first_s = min(float(one.timestamps_s[0]) for one in series.values())
    last_s = max(float(one.timestamps_s[-1]) for one in series.values())
    start_s = float(np.ceil(first_s / step_s) * step_s)
    places = max(int(np.floor((last_s - start_s) / step_s)) + 1, 1)
    recorded: dict[Key, tuple[Floats, Bools]] = {
        key: _recorded(one, start_s, step_s, places) for key, one in series.items()
    }
    digest = hashlib.sha256(f"{path.resolve()} {name} {step_s}".encode()).hexdigest()[:16]
    chunk = Cache(folder / f"csv-{digest}").put(start_s, places, recorded)
    origin = Origin("csv", start_s, start_s + places * step_s)
    return History(name, entry.by, start_s, step_s, places, (origin,), (chunk,))


def _recorded(series: Series, start_s: float, step_s: float, places: int) -> tuple[Floats, Bools]:
    at_s = start_s + step_s * np.arange(places)
    newest = np.searchsorted(series.timestamps_s, at_s, side="right") - 1
    age_s = at_s - series.timestamps_s[np.maximum(newest, 0)]
    present = (newest >= 0) & (age_s < LOOKBACK_S)
    return np.where(present, series.values[np.maximum(newest, 0)], np.nan), present

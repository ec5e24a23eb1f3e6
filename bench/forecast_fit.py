"""Fit receiver/forecast/model.npz, and forecast sources by fits that never saw them (`left_out`, for bench/forecast.py).

    OPENBLAS_NUM_THREADS=1 python bench/forecast_fit.py [--out receiver/forecast/model.npz]

Reads the open replay cases (FORECAST_DATA, default ../shared/data/forecast) and bench/forecast_shapes.py.
Seeded and single threaded: the same numpy on the same processor writes the same bytes.
"""

import argparse
import os
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from bench.forecast_learn import fit  # noqa: E402
from bench.forecast_replay import judge, load  # noqa: E402
from bench.forecast_rows import Rows, capped, chosen, recut, replay_rows, shape_rows, weigh  # noqa: E402
from receiver.forecast import AssessConfig  # noqa: E402
from receiver.forecast.model import Model  # noqa: E402

EVERY, RECUT_EVERY = 8, 36  # one in so many moments of the replay, of the new windows, is learned from
SYNTH_WEIGHT, SHAPE_WEIGHT, RECUT_WEIGHT = 1.5, 0.7, 1.0  # of the real rows' weight
PARTS = 4  # in which entities are left out


@dataclass(frozen=True, slots=True)
class Lessons:
    """Everything that can be learned from; recorded rows carry their part, which may be left out."""

    real: Rows
    again: Rows
    generated: list[tuple[Rows, np.ndarray]]

    def model(self, kept: Callable[[Rows], np.ndarray]) -> Model:
        """Learn from the recorded rows that are `kept` and from all generated ones."""
        real, again = (chosen(rows, kept(rows)) for rows in (self.real, self.again))
        recorded = [(real, weigh(real, 1.0)), *self.generated]
        return fit(recorded, [(again, weigh(again, RECUT_WEIGHT)), *recorded])


def part_of(case: Any) -> int:
    """Which part of the entities a case belongs to."""
    return zlib.crc32(f"{case.source} {case.entity}".encode()) % PARTS


def lessons() -> Lessons:
    """Replay everything once."""
    cases, synthetic = load("real"), load("synth")
    windows = recut(cases)
    real, again = replay_rows(cases, EVERY), replay_rows(windows, RECUT_EVERY)
    for rows, of in ((real, cases), (again, windows)):
        rows["part"] = np.array([part_of(case) for case in of])[rows["case"]]
    synth, shapes = replay_rows(synthetic, EVERY), shape_rows()
    del synth["source"]
    generated = [(synth, weigh(synth, SYNTH_WEIGHT)), (shapes, weigh(shapes, SHAPE_WEIGHT))]
    print(
        f"{len(real['y'])} real, {len(again['y'])} recut, {len(synth['y'])} synthetic, {len(shapes['y'])} shape rows",
        flush=True,
    )
    return Lessons(real, capped(again), generated)


def _without(field: str, part: Any, rows: Rows) -> np.ndarray:
    kept: np.ndarray = rows[field] != part
    return kept


def left_out(known: Lessons, by: str) -> np.ndarray:
    """Every real case forecast, by the product itself, with coefficients that never saw its source or entity.

    Args:
        known: what can be learned from.
        by: `source` or `entity`.

    Returns:
        (N, 6) case, time, probability and points of the time to the limit, as the scorer wants them.
    """
    cases = load("real")
    field = "source" if by == "source" else "part"
    mine = np.array([case.source if by == "source" else part_of(case) for case in cases])
    found = []
    for part in np.unique(mine):
        model = known.model(partial(_without, field, part))
        numbers = np.flatnonzero(mine == part)
        rows = judge([cases[i] for i in numbers], AssessConfig(model=model))
        rows[:, 0] = numbers[rows[:, 0].astype(int)]
        found.append(rows)
    joined = np.concatenate(found)
    return joined[np.lexsort((joined[:, 1], joined[:, 0]))]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", default=str(ROOT / "receiver" / "forecast" / "model.npz"))
    told = ask.parse_args()
    known = lessons()
    model = known.model(lambda rows: np.ones(len(rows["y"]), bool))
    np.savez(told.out, **{name: getattr(model, name).astype(np.float32) for name in Model.__slots__})


if __name__ == "__main__":
    main()

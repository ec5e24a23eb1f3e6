"""What the coefficients are learned from: evidence and outcome for moments of recorded and of generated series.

Three kinds of rows: the open replay cases with their own limits; the same recordings cut into other windows with other
limits, drawn by the rules by which those of the cases were (`recut`); the seeded shapes of bench/forecast_shapes.py.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.forecast_shapes import SHAPES, make
from receiver.forecast.evidence import evidence, octaves
from receiver.forecast.grid import reached
from receiver.forecast.precedent import passing
from receiver.forecast.ruler import rule
from receiver.forecast.scales import scales
from receiver.forecast.steps import mend

HORIZON_S = 2700.0
LEADS = (0.5, 1.0, 2.0)  # shares of the horizon that are learned, octaves
SHAPE_SEEDS = range(100_000, 100_600)
OFTEN = ("stairs",) * 7 + ("leak",)  # shapes that must never be missed, so many times more
OTHER_LEAD_WEIGHT = 0.35  # of the weight of the lead of one horizon
LEAST_HISTORY_S, MOST_HISTORY_S, WINDOW_S = 3600.0, 86_400.0, 28_800.0  # before, and of, a window that is judged
WINDOWS = 12  # per recording
ABOVE, WITHIN = (0.03, 0.1, 0.3), (0.7, 0.85, 0.95)  # limits, as shares of a window's range above and below its maximum
PER_SOURCE = 30_000  # rows of new windows, at most
Rows = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Recut:
    """A window of a recording with a limit of its own; named as the scorer's cases are."""

    t: np.ndarray
    v: np.ndarray
    limit: float
    i_hist: int
    i_eval: int
    i_end: int
    crossed: bool
    t_cross: float
    source: str
    entity: str


def recut(cases: list[Any], seed: int = 0) -> list[Recut]:
    """Other windows and limits from the recordings of `cases`, near misses and levels of a later peak alike."""
    random, found = np.random.default_rng(seed), []
    for case in {id(case.v): case for case in cases}.values():
        t, span = case.t, case.t[-1] - case.t[0]
        if span < 2.5 * LEAST_HISTORY_S:  # what `start_s` leaves before and after it
            continue
        count = min(WINDOWS, max(2, int(span / LEAST_HISTORY_S)))
        for start_s in np.sort(random.uniform(t[0] + LEAST_HISTORY_S, t[-1] - 1.5 * LEAST_HISTORY_S, count)):
            found += _windows(case, int(np.searchsorted(t, start_s)), random)
    return found


def _windows(case: Any, begin: int, random: np.random.Generator) -> list[Recut]:
    t, v = case.t, case.v
    oldest = int(np.searchsorted(t, t[begin] - MOST_HISTORY_S))
    stop = int(np.searchsorted(t, t[begin] + WINDOW_S, side="right"))
    before, inside = v[oldest:begin], v[begin:stop]
    if np.isfinite(inside).sum() < 20 or np.isfinite(before).sum() < 10:
        return []
    top, low, known = np.nanmax(inside), np.nanmin(inside), np.nanmax(before)
    above = [top + share * (top - low) for share in random.permutation(ABOVE)[:2]]
    within = [low + share * (top - low) for share in random.permutation(WITHIN)]
    found = []
    for limit in above + [limit for limit in within if limit > known][:2]:
        over = np.flatnonzero(inside >= limit)
        end = begin + int(over[0]) + 1 if len(over) else stop
        if top > low and limit > known and end - begin >= 3:
            crossing = float(t[end - 1]) if len(over) else np.nan
            bounds = oldest, begin, end, len(over) > 0, crossing
            found.append(Recut(t, v, float(limit), *bounds, case.source, case.entity))
    return found


def moments(cases: list[Any], every: int, seed: int = 0) -> np.ndarray:
    """(N, 2) case and index of each replayed minute, as the scorer replays them, thinned."""
    found = []
    for number, case in enumerate(cases):
        last = -np.inf
        for i in range(case.i_eval, case.i_end - (1 if case.crossed else 0)):
            if case.t[i] - last >= 59.4:
                last = case.t[i]
                if np.isfinite(case.v[i]):
                    found.append((number, i))
    rows = np.array(found)
    keep = np.sort(np.random.default_rng(seed).permutation(len(rows))[: len(rows) // every])
    return rows[keep]


def histories(cases: list[Any], rows: np.ndarray, size: int = 64) -> Iterator[tuple[np.ndarray, list[Any], list[Any]]]:
    """Batches of histories of similar length."""
    order = np.argsort([i - cases[c].i_hist for c, i in rows], kind="stable")
    for begin in range(0, len(order), size):
        ids = order[begin : begin + size]
        times, values = [], []
        for c, i in rows[ids]:
            case = cases[c]
            t, v = case.t[case.i_hist : i + 1], case.v[case.i_hist : i + 1]
            good = np.isfinite(v)
            times.append(t[good])
            values.append(v[good])
        yield ids, times, values


def _evidence(times: list[Any], values: list[Any], first_s: np.ndarray, count: int, limits: np.ndarray) -> Rows:
    """Evidence at the leads `octaves(first_s, count)`; (S, J, ...) each."""
    interval = np.array([np.median(np.diff(t)) for t in times])
    mended = mend(rule(times, values, interval))
    stats, deepest = scales(mended)
    limits = np.array([reached(v, float(limit)) for v, limit in zip(values, limits, strict=True)])
    goal = np.clip((limits - mended.offset) / mended.unit, -1e6, 1e6)
    seen = evidence(mended, stats, deepest, goal[:, None], first_s / interval, count)
    found = {"bound": seen.bound, "gates": seen.gates, "context": seen.context}
    found["passing"] = passing(mended, goal[:, None], octaves(first_s / interval, count))
    return {name: value.astype(np.float32) for name, value in found.items()}


def _flat(found: Rows, shared: Mapping[str, Any]) -> Rows:
    """One row per series and lead."""
    rows = {name: value.reshape(-1, *value.shape[2:]) for name, value in found.items()}
    rows |= {name: np.repeat(np.asarray(value), len(LEADS), axis=0) for name, value in shared.items()}
    return rows | {"lead": np.tile(LEADS, len(found["passing"]))}


def _joined(parts: list[Rows]) -> Rows:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def replay_rows(cases: list[Any], every: int) -> Rows:
    """Evidence and outcome for one in `every` replayed moments of the cases."""
    rows, out = moments(cases, every), []
    for ids, times, values in histories(cases, rows):
        now = np.array([cases[c].t[i] for c, i in rows[ids]])
        limits = np.array([cases[c].limit for c, _ in rows[ids]])
        found = _evidence(times, values, np.full(len(ids), HORIZON_S * LEADS[0]), len(LEADS), limits)
        crossing = np.array([cases[c].t_cross if cases[c].crossed else np.inf for c, _ in rows[ids]])
        end = np.array([cases[c].t[cases[c].i_end - 1] for c, _ in rows[ids]])
        sources = np.array([cases[c].source for c, _ in rows[ids]])
        part = _flat(found, {"case": rows[ids, 0], "source": sources, "wait": crossing - now, "left": end - now})
        part["y"] = part["wait"] <= HORIZON_S * part["lead"]
        part["known"] = part["y"] | (part["left"] >= HORIZON_S * part["lead"])
        out.append(part)
    return _joined(out)


def capped(rows: Rows, seed: int = 0) -> Rows:
    """No more than `PER_SOURCE` rows of any source."""
    random, keep = np.random.default_rng(seed), np.ones(len(rows["y"]), bool)
    for source in np.unique(rows["source"]):
        mine = np.flatnonzero(rows["source"] == source)
        keep[random.permutation(mine)[PER_SOURCE:]] = False
    return chosen(rows, keep)


def chosen(rows: Rows, keep: np.ndarray) -> Rows:
    """The rows where `keep` (N,) is true."""
    return {name: value[keep] for name, value in rows.items()}


def shape_rows() -> Rows:
    """Evidence and outcome for the generated shapes."""
    kinds = [(name, seed + 1000 * i) for i, name in enumerate((*SHAPES, *OFTEN)) for seed in SHAPE_SEEDS]
    shapes = sorted((make(name, seed) for name, seed in kinds), key=lambda s: s.now)
    out = []
    for begin in range(0, len(shapes), 64):
        part = shapes[begin : begin + 64]
        past = [np.isfinite(s.v[: s.now + 1]) for s in part]
        times = [s.t[: s.now + 1][good] for s, good in zip(part, past, strict=True)]
        values = [s.v[: s.now + 1][good] for s, good in zip(part, past, strict=True)]
        first = np.array([s.horizon for s in part]) * LEADS[0]
        rows = _flat(_evidence(times, values, first, len(LEADS), np.ones(len(part))), {})
        rows["y"] = np.array([s.crossed(s.horizon * share) for s in part for share in LEADS])
        out.append(rows | {"known": np.ones(len(rows["y"]), bool)})
    return _joined(out)


def weigh(rows: Rows, share: float) -> np.ndarray:
    """(N,) sample weights that sum to `share`: other leads count less, and every source counts alike."""
    w = np.where(rows["lead"] == 1.0, 1.0, OTHER_LEAD_WEIGHT) * rows["known"]
    if "source" in rows:
        _, inverse, counts = np.unique(rows["source"], return_inverse=True, return_counts=True)
        w = w / counts[inverse]
    weighed: np.ndarray = share * w / w.sum()
    return weighed

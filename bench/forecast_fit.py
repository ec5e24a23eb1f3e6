"""Fit receiver/forecast/model.npz, and say how well it does on sources it never saw.

    OPENBLAS_NUM_THREADS=1 python bench/forecast_fit.py [--out receiver/forecast/model.npz] [--loso]

Reads the open replay cases (FORECAST_DATA, default ../shared/data/forecast) and bench/forecast_shapes.py.
Seeded and single threaded: the same numpy on the same processor writes the same bytes. `--loso` leaves each
source (`--lofo`: each kind of resource) out in turn and prints the score of the forecasts made for it by a model that
never saw it.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("FORECAST_DATA", ROOT.parent / "shared" / "data" / "forecast"))
os.environ.setdefault("FC_DATA", str(DATA))
sys.path[:0] = [str(ROOT), str(DATA.parent.parent / "tools" / "forecast")]

import numpy as np  # noqa: E402

from bench.forecast_shapes import SHAPES, make  # noqa: E402
from receiver.forecast.evidence import Evidence, evidence, octaves  # noqa: E402
from receiver.forecast.model import CONTEXT_CUT, Model  # noqa: E402
from receiver.forecast.precedent import passing  # noqa: E402
from receiver.forecast.ruler import rule  # noqa: E402
from receiver.forecast.scales import scales  # noqa: E402
from receiver.forecast.steps import mend  # noqa: E402

HORIZON_S = 2700.0
LEADS = (0.5, 1.0, 2.0)  # shares of the horizon that are learned, octaves
EVERY = 8  # one in so many moments of the replay is learned from
SHAPE_SEEDS = range(100_000, 100_600)
OFTEN = ("stairs",) * 7 + ("leak",)  # shapes that must never be missed, so many times more
SYNTH_WEIGHT, SHAPE_WEIGHT, OTHER_LEAD_WEIGHT = 1.5, 0.7, 0.35  # of the real rows' weight; of the lead of one horizon
PRIOR = 0.02  # of each weight: where the data say nothing, every piece of evidence counts a little
RIDGE, CONTEXT_RIDGE = 2e-3, 2e-2
STEPS, INNER_STEPS = 10, 1000
LEAST_BEND = 0.02  # so that no step is taken on trust where nothing is left to learn
BLOCK = 8192  # rows multiplied at a time
Rows = dict[str, np.ndarray]


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
    goal = np.clip((limits - mended.offset) / mended.unit, -1e6, 1e6)
    seen = evidence(mended, stats, deepest, goal[:, None], first_s / interval, count)
    found = {"bound": seen.bound, "gates": seen.gates, "context": seen.context}
    found["passing"] = passing(mended, goal[:, None], octaves(first_s / interval, count))
    return {name: value.astype(np.float32) for name, value in found.items()}


def _flat(found: Rows, shared: Mapping[str, Any], leads: tuple[float, ...]) -> Rows:
    """One row per series and lead."""
    count = len(leads)
    rows = {name: value.reshape(-1, *value.shape[2:]) for name, value in found.items()}
    rows |= {name: np.repeat(np.asarray(value), count, axis=0) for name, value in shared.items()}
    return rows | {"lead": np.tile(leads, len(found["passing"]))}


def _joined(parts: list[Rows]) -> Rows:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def replay_rows(cases: list[Any], every: int, leads: tuple[float, ...]) -> Rows:
    """Evidence and outcome for each replayed moment of the cases."""
    rows, out = moments(cases, every), []
    for ids, times, values in histories(cases, rows):
        now = np.array([cases[c].t[i] for c, i in rows[ids]])
        limits = np.array([cases[c].limit for c, _ in rows[ids]])
        found = _evidence(times, values, np.full(len(ids), HORIZON_S * leads[0]), len(leads), limits)
        crossing = np.array([cases[c].t_cross if cases[c].crossed else np.inf for c, _ in rows[ids]])
        end = np.array([cases[c].t[cases[c].i_end - 1] for c, _ in rows[ids]])
        part = _flat(found, {"case": rows[ids, 0], "t": now, "wait": crossing - now, "left": end - now}, leads)
        part["y"] = part["wait"] <= HORIZON_S * part["lead"]
        part["known"] = part["y"] | (part["left"] >= HORIZON_S * part["lead"])
        out.append(part)
    return _joined(out)


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
        rows = _flat(_evidence(times, values, first, len(LEADS), np.ones(len(part))), {}, LEADS)
        rows["y"] = np.array([s.crossed(s.horizon * share) for s in part for share in LEADS])
        out.append(rows | {"known": np.ones(len(rows["y"]), bool)})
    return _joined(out)


def weigh(rows: Rows, groups: np.ndarray | None, share: float) -> np.ndarray:
    """Sample weights that sum to `share`: other leads count less, and every group counts alike."""
    w = np.where(rows["lead"] == 1.0, 1.0, OTHER_LEAD_WEIGHT) * rows["known"]
    if groups is not None:
        _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
        w = w / counts[inverse]
    weighed: np.ndarray = share * w / w.sum()
    return weighed


def fit(parts: list[tuple[Rows, np.ndarray]]) -> Model:
    """Weighted logistic loss with a ridge; the weights of the evidence are kept from being negative.

    Fisher scoring; each of its quadratic problems by accelerated projected gradient steps, restarted when they turn
    uphill (Beck and Teboulle 2009, doi 10.1137/080716542; O'Donoghue and Candes 2015, doi 10.1007/s10208-013-9150-3).
    """
    rows = _joined([{k: part[k][w > 0] for k in ("bound", "gates", "context", "y", "passing")} for part, w in parts])
    w = np.concatenate([w[w > 0] for _, w in parts]).astype(np.float32)
    w /= w.sum()
    pairs = (rows["gates"][:, :, None] * rows["bound"][:, None, :]).reshape(len(w), -1)
    unit, centre, width = pairs.std(axis=0) + 1e-6, rows["context"].mean(axis=0), rows["context"].std(axis=0) + 1e-6
    known = np.clip((rows["context"] - centre) / width, -CONTEXT_CUT, CONTEXT_CUT)
    x = np.concatenate((pairs / unit, known, np.ones((len(w), 1), np.float32)), axis=1)
    signed = np.arange(x.shape[1]) < pairs.shape[1]
    ridge = np.where(signed, RIDGE, CONTEXT_RIDGE).astype(np.float32)
    ridge[-1] = 0.0
    found = _scored(x, rows["y"].astype(np.float32), w, rows["passing"], ridge, signed)
    weight = (found[signed] / unit).reshape(rows["gates"].shape[1], -1)
    return Model(weight=weight, centre=centre, width=width, slope=found[~signed][:-1], base=found[-1:])


def _scored(
    x: np.ndarray, y: np.ndarray, w: np.ndarray, way: np.ndarray, ridge: np.ndarray, signed: np.ndarray
) -> np.ndarray:
    """(D,) coefficients for the rows `x` (N, D), those `signed` >= 0, by Fisher scoring."""
    prior = np.where(signed, PRIOR, 0.0).astype(np.float32)
    b = prior
    for _ in range(STEPS):
        s = 1.0 / (1.0 + np.exp(-np.clip(x @ b, -14.0, 14.0)))
        p = s * way
        pull = ((p - y) * (1.0 - s) / (1.0 - p) * w) @ x + ridge * (b - prior)
        known = (np.maximum(p * (1.0 - s) ** 2 / (1.0 - p), LEAST_BEND) * w)[:, None]
        bend = sum(x[i : i + BLOCK].T @ (x[i : i + BLOCK] * known[i : i + BLOCK]) for i in range(0, len(x), BLOCK))
        b = _lowest(np.asarray(bend, np.float64) + np.diag(ridge), pull, b, signed).astype(np.float32)
    return b


def _lowest(bend: np.ndarray, pull: np.ndarray, start: np.ndarray, signed: np.ndarray) -> np.ndarray:
    """Where ½ (b - start) · bend · (b - start) + pull · (b - start) is lowest with b >= 0 where `signed`."""
    steepest = np.linalg.eigvalsh(bend)[-1]
    b = ahead = start.astype(np.float64)
    pace = 1.0
    for _ in range(INNER_STEPS):
        new = ahead - (bend @ (ahead - start) + pull) / steepest
        new = np.where(signed, np.maximum(new, 0.0), new)
        if (ahead - new) @ (new - b) > 0.0:
            pace = 1.0
        faster = 0.5 * (1.0 + np.sqrt(1.0 + 4.0 * pace * pace))
        ahead, b, pace = new + (pace - 1.0) / faster * (new - b), new, faster
    return b


def _probability(model: Model, rows: Rows) -> np.ndarray:
    seen = Evidence(*(rows[name].astype(np.float64) for name in ("bound", "gates", "context")))
    p: np.ndarray = rows["passing"] / (1.0 + np.exp(-model.logit(seen)))
    return p


def leave_out(cases: list[Any], groups: np.ndarray, real: Rows, others: list[tuple[Rows, np.ndarray]]) -> None:
    """Print the score of every group of cases forecast by a model that never saw it."""
    import replay

    test = replay_rows(cases, 1, (1.0,))
    rows = np.full((len(test["t"]), 6), np.inf)
    rows[:, 0], rows[:, 1] = test["case"], test["t"]
    sources = np.array([case.source for case in cases])
    for group in sorted(set(groups)):
        kept, mine = groups[real["case"]] != group, groups[test["case"]] == group
        train = {k: v[kept] for k, v in real.items()}
        model = fit([(train, weigh(train, sources[train["case"]], 1.0)), *others])
        rows[mine, 2] = _probability(model, {k: v[mine] for k, v in test.items()})
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    for threshold in (0.25, 0.5, 0.7, 0.9):
        score = replay.score(rows, cases, thr=threshold, for_s=120.0)
        print(replay.fmt(f"left out, p>={threshold:g}", score, 0), flush=True)
    score = replay.score(rows, cases, thr=0.5, for_s=120.0)
    for k, v in sorted(score["by"].items()):
        print(f"   {k:32s} crossings {v[0]:3d}, found {v[1]:3d}, false alarms {v[3]:3d}, days {v[4]:.1f}")


def main() -> None:
    import cases as case_files

    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", default=str(ROOT / "receiver" / "forecast" / "model.npz"))
    ask.add_argument("--loso", action="store_true")
    ask.add_argument("--lofo", action="store_true")
    told = ask.parse_args()
    real_cases, synth_cases = case_files.load("open", "real"), case_files.load("open", "synth")
    sources = np.array([case.source for case in real_cases])
    real, synth, shapes = (
        replay_rows(real_cases, EVERY, LEADS),
        replay_rows(synth_cases, EVERY, LEADS),
        shape_rows(),
    )
    others = [(synth, weigh(synth, None, SYNTH_WEIGHT)), (shapes, weigh(shapes, None, SHAPE_WEIGHT))]
    print(f"{len(real['y'])} real, {len(synth['y'])} synthetic, {len(shapes['y'])} shape rows", flush=True)
    model = fit([(real, weigh(real, sources[real["case"]], 1.0)), *others])
    np.savez(told.out, **{name: getattr(model, name).astype(np.float32) for name in Model.__slots__})
    if told.loso:
        leave_out(real_cases, sources, real, others)
    if told.lofo:
        leave_out(real_cases, np.array([case.kind for case in real_cases]), real, others)


if __name__ == "__main__":
    main()

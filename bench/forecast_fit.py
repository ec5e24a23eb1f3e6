"""Fit receiver/forecast/model.npz, and say how well it does on sources it never saw.

    OPENBLAS_NUM_THREADS=1 python bench/forecast_fit.py [--out receiver/forecast/model.npz] [--loso]

Reads the open replay cases (FORECAST_DATA, default ../shared/data/forecast) and bench/forecast_shapes.py.
Seeded and single threaded: the same numpy on the same processor writes the same bytes. `--loso` leaves each
source out in turn and prints the score of the forecasts made for it by a model that never saw it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("FORECAST_DATA", ROOT.parent / "shared" / "data" / "forecast"))
os.environ.setdefault("FC_DATA", str(DATA))
sys.path[:0] = [str(ROOT), str(DATA.parent.parent / "tools" / "forecast")]

import numpy as np  # noqa: E402

from bench.forecast_shapes import SHAPES, make  # noqa: E402
from receiver.forecast.evidence import evidence  # noqa: E402
from receiver.forecast.model import CONTEXT_CUT, Model  # noqa: E402
from receiver.forecast.precedent import passing  # noqa: E402
from receiver.forecast.ruler import rule  # noqa: E402
from receiver.forecast.scales import scales  # noqa: E402
from receiver.forecast.steps import mend  # noqa: E402

HORIZON_S = 2700.0
LEADS = (0.25, 0.5, 1.0, 2.0, 4.0)  # shares of the horizon that are learned
EVERY = 8  # one in so many moments of the replay is learned from
SHAPE_SEEDS = range(100_000, 100_600)
HIDDEN, EPOCHS, BATCH, RATE, DECAY, JITTER = 16, 10, 1024, 8e-3, 0.03, 1.0
FREE_LIMIT_WEIGHT, SYNTH_WEIGHT, SHAPE_WEIGHT, OTHER_LEAD_WEIGHT = 0.05, 1.0, 2.5, 0.35
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


def _evidence(times: list[Any], values: list[Any], leads_s: np.ndarray, limits: np.ndarray) -> tuple[np.ndarray, ...]:
    interval = np.array([np.median(np.diff(t)) for t in times])
    mended = mend(rule(times, values, interval))
    stats, deepest = scales(mended)
    goal = np.clip((limits - mended.offset) / mended.unit, -1e6, 1e6)
    bound, context = evidence(mended, stats, deepest, leads_s / interval[:, None], goal)
    return (
        bound.astype(np.float32),
        context.astype(np.float32),
        passing(mended, goal, leads_s / interval[:, None]).astype(np.float32),
    )


def replay_rows(cases: list[Any], every: int, leads: tuple[float, ...], free: bool) -> Rows:
    """Evidence and outcome for the cases' own limits, and for one random limit each when `free`."""
    rows, out = moments(cases, every), []
    random = np.random.default_rng(1)
    for ids, times, values in histories(cases, rows):
        ahead = HORIZON_S * np.broadcast_to(leads, (len(ids), len(leads)))
        own = np.array([cases[c].limit for c, _ in rows[ids]])
        newest = np.array([v[-1] for v in values])
        reach = np.array([v.max() - v.min() for v in values]) * np.exp(
            random.uniform(np.log(0.003), np.log(1.5), len(ids))
        )
        for kind, limits in enumerate([own, newest + reach] if free else [own]):
            bound, context, free_way = _evidence(times, values, ahead, limits)
            for j, share in enumerate(leads):
                y, known = _outcomes(cases, rows[ids], limits, HORIZON_S * share, kind == 0)
                known &= (limits > newest) | (kind == 0)
                out.append(
                    (
                        bound[:, j],
                        context[:, j],
                        y,
                        known,
                        rows[ids, 0],
                        np.full(len(ids), kind),
                        np.full(len(ids), share),
                        [cases[c].t[i] for c, i in rows[ids]],
                        free_way[:, j],
                    )
                )
    names = ("bound", "context", "y", "known", "case", "free", "lead", "t", "passing")
    return {name: np.concatenate([part[i] for part in out]) for i, name in enumerate(names)}


def _outcomes(
    cases: list[Any], rows: np.ndarray, limits: np.ndarray, ahead: float, own: bool
) -> tuple[np.ndarray, np.ndarray]:
    y, known = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    for k, (c, i) in enumerate(rows):
        case = cases[c]
        if own:
            y[k] = bool(case.crossed) and case.t_cross - case.t[i] <= ahead
            known[k] = y[k] or case.t[case.i_end - 1] - case.t[i] >= ahead
        else:
            j = np.searchsorted(case.t, case.t[i] + ahead, side="right")
            future = case.v[i + 1 : j]
            y[k] = bool((future >= limits[k]).any())
            known[k] = y[k] or case.t[-1] >= case.t[i] + 0.999 * ahead
    return y, known


def shape_rows() -> Rows:
    """Evidence and outcome for the generated shapes."""
    often = [*SHAPES, *["stairs"] * 7, "leak"]  # what must never be missed, several times
    kinds = [(name, seed + 1000 * i) for i, name in enumerate(often) for seed in SHAPE_SEEDS]
    shapes = sorted((make(name, seed) for name, seed in kinds), key=lambda s: s.now)
    out = []
    for begin in range(0, len(shapes), 64):
        part = shapes[begin : begin + 64]
        times = [s.t[: s.now + 1][np.isfinite(s.v[: s.now + 1])] for s in part]
        values = [s.v[: s.now + 1][np.isfinite(s.v[: s.now + 1])] for s in part]
        ahead = np.array([s.horizon for s in part])[:, None] * np.array(LEADS)
        bound, context, free_way = _evidence(times, values, ahead, np.ones(len(part)))
        for j, share in enumerate(LEADS):
            y = [s.crossed(s.horizon * share) for s in part]
            out.append(
                (bound[:, j], context[:, j], y, np.ones(len(part), bool), np.full(len(part), share), free_way[:, j])
            )
    names = ("bound", "context", "y", "known", "lead", "passing")
    rows = {name: np.concatenate([part[i] for part in out]) for i, name in enumerate(names)}
    return rows | {"free": np.zeros(len(rows["y"]), int)}


def weigh(rows: Rows, groups: np.ndarray | None, share: float) -> np.ndarray:
    """Sample weights: other leads and free limits count less, and every source counts alike."""
    w = np.where(rows["lead"] == 1.0, 1.0, OTHER_LEAD_WEIGHT) * np.where(rows["free"] == 0, 1.0, FREE_LIMIT_WEIGHT)
    if groups is not None:
        _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
        w = w / counts[inverse]
    weighed: np.ndarray = w * (share * len(w) / w.sum())
    return weighed


def fit(parts: list[tuple[Rows, np.ndarray]], seed: int = 0) -> Model:
    """Weighted logistic loss, AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) with a
        cosine schedule.

    The context is jittered by `JITTER` standard deviations at every step (Bishop 1995, doi
        10.1162/neco.1995.7.1.108): a
    context that a source could be recognised by loses its use, which is what unseen sources need.
    """
    bound = np.concatenate([rows["bound"][rows["known"]] for rows, _ in parts])
    context = np.concatenate([rows["context"][rows["known"]] for rows, _ in parts])
    y = np.concatenate([rows["y"][rows["known"]] for rows, _ in parts]).astype(np.float32)
    w = np.concatenate([weight[rows["known"]] for rows, weight in parts]).astype(np.float32)
    way = np.concatenate([rows["passing"][rows["known"]] for rows, _ in parts])
    random = np.random.default_rng(seed)
    centre, width, unit = context.mean(axis=0), context.std(axis=0) + 1e-6, bound.std(axis=0) + 1e-6
    x, f = bound / unit, np.clip((context - centre) / width, -CONTEXT_CUT, CONTEXT_CUT)
    c, e = f.shape[1], x.shape[1]
    p = {
        "w1": random.normal(0, c**-0.5, (c, HIDDEN)),
        "b1": np.zeros(HIDDEN),
        "wc": random.normal(0, 0.1, (HIDDEN, e)),
        "bc": np.full(e, -2.0),
        "wa": np.zeros(HIDDEN),
        "ba": np.zeros(1),
    }
    p = {k: v.astype(np.float32) for k, v in p.items()}
    first, second = ({k: np.zeros_like(v) for k, v in p.items()} for _ in range(2))
    step, total = 0, EPOCHS * (len(y) // BATCH)
    for _ in range(EPOCHS):
        order = random.permutation(len(y))
        for begin in range(0, len(y) - BATCH + 1, BATCH):
            i = order[begin : begin + BATCH]
            jittered = f[i] + random.normal(0, JITTER, (BATCH, c)).astype(np.float32)
            g = _gradient(p, x[i], jittered, y[i], w[i] / w.mean(), way[i])
            step += 1
            rate = RATE * 0.5 * (1 + np.cos(np.pi * step / total))
            for k in p:
                first[k] = 0.9 * first[k] + 0.1 * g[k]
                second[k] = 0.999 * second[k] + 0.001 * g[k] ** 2
                move = (first[k] / (1 - 0.9**step)) / (np.sqrt(second[k] / (1 - 0.999**step)) + 1e-8)
                p[k] = p[k] - np.float32(rate) * (move + (DECAY * p[k] if k in ("w1", "wc", "wa") else 0.0))
    return Model(centre=centre, width=width, unit=unit, **p)


def _gradient(p: Rows, x: np.ndarray, f: np.ndarray, y: np.ndarray, w: np.ndarray, way: np.ndarray) -> Rows:
    h = np.tanh(f @ p["w1"] + p["b1"])
    raw = h @ p["wc"] + p["bc"]
    z = (np.logaddexp(0, raw) * x).sum(axis=1) + h @ p["wa"] + p["ba"][0]
    s = 1 / (1 + np.exp(-np.clip(z, -14, 14)))
    d = (s * way - y) * (1 - s) / (1 - s * way) * w / len(y)  # the loss of s * way, through s
    to_raw = d[:, None] * x / (1 + np.exp(-raw))
    to_hidden = (to_raw @ p["wc"].T + d[:, None] * p["wa"]) * (1 - h * h)
    return {
        "w1": f.T @ to_hidden,
        "b1": to_hidden.sum(axis=0),
        "wc": h.T @ to_raw,
        "bc": to_raw.sum(axis=0),
        "wa": h.T @ d,
        "ba": d.sum(keepdims=True),
    }


def leave_one_source_out(cases: list[Any], real: Rows, others: list[tuple[Rows, np.ndarray]]) -> None:
    """Print the score of every source forecast by a model that never saw it."""
    import replay

    sources = np.array([case.source for case in cases])
    test = replay_rows(cases, 1, (1.0,), free=False)
    p = np.zeros(len(test["t"]))
    for source in sorted(set(sources)):
        seen = sources[real["case"]] != source
        train = {k: v[seen] for k, v in real.items()}
        model = fit([(train, weigh(train, sources[train["case"]], 1.0)), *others])
        mine = sources[test["case"]] == source
        p[mine] = test["passing"][mine] / (1 + np.exp(-model.logit(test["bound"][mine], test["context"][mine])))
    rows = np.full((len(p), 6), np.inf)
    rows[:, 0], rows[:, 1], rows[:, 2] = test["case"], test["t"], p
    rows = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    for threshold in (0.25, 0.5, 0.7):
        score = replay.score(rows, cases, thr=threshold, for_s=120.0)
        print(replay.fmt(f"left-out sources p>={threshold:g}", score, 0))
    score = replay.score(rows, cases, thr=0.5, for_s=120.0)
    for k, v in sorted(score["by"].items()):
        print(f"   {k:32s} crossings {v[0]:3d}, found {v[1]:3d}, false alarms {v[3]:3d}, days {v[4]:.1f}")


def main() -> None:
    import cases as case_files

    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", default=str(ROOT / "receiver" / "forecast" / "model.npz"))
    ask.add_argument("--loso", action="store_true")
    told = ask.parse_args()
    real_cases, synth_cases = case_files.load("open", "real"), case_files.load("open", "synth")
    real = replay_rows(real_cases, EVERY, LEADS, free=True)
    synth = replay_rows(synth_cases, EVERY, LEADS, free=True)
    shapes = shape_rows()
    n = len(real["y"])
    others = [
        (synth, weigh(synth, None, SYNTH_WEIGHT * n / len(synth["y"]))),
        (shapes, weigh(shapes, None, SHAPE_WEIGHT * n / len(shapes["y"]))),
    ]
    print(f"{n} real, {len(synth['y'])} synthetic, {len(shapes['y'])} shape rows")
    sources = np.array([case.source for case in real_cases])
    model = fit([(real, weigh(real, sources[real["case"]], 1.0)), *others])
    np.savez(told.out, **{name: getattr(model, name).astype(np.float32) for name in Model.__slots__})
    if told.loso:
        leave_one_source_out(real_cases, real, others)


if __name__ == "__main__":
    main()

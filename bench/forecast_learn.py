"""Two learners for receiver/forecast/model.py, and their joint answer.

`additive` is a logistic regression of gated evidence; `network` one hidden layer of few units. Both are kept from counting
evidence against what it is evidence for. The model is a weighted mean of their log odds: they err differently
(docs/forecasting.md).
"""

from dataclasses import dataclass

import numpy as np

from bench.forecast_rows import Rows
from receiver.forecast.model import CONTEXT_CUT, LOGIT_CUT, Model

PRIOR = 0.02  # of each weight: where the data say nothing, every piece of evidence counts a little
RIDGE, CONTEXT_RIDGE = 2e-3, 2e-2
STEPS, INNER_STEPS = 10, 1000
LEAST_BEND = 0.02  # so that no step is taken on trust where nothing is left to learn
BLOCK = 8192  # rows multiplied at a time
UNITS, NETS = 24, 2  # hidden units of each network, networks that are averaged
NET_SHARE = 1.0 / 3.0  # of the networks in the log odds: more is better on generated series and worse on unseen sources
DRAWS, DRAWN = 4000, 2048  # steps of the network, rows per step
PACE, DECAY, JITTER = 4e-3, 0.05, 0.3  # step size, shrinking per unit of it, noise on the context
MEMORY = (0.9, 0.99)  # of the gradient and of its square
Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Learned:
    """Rows made ready: evidence (N, E), gates (N, G), standardised context (N, C), outcome, passing and weight (N,)."""

    bound: Floats
    gates: Floats
    known: Floats
    y: Floats
    passing: Floats
    weight: Floats
    centre: Floats
    width: Floats


def ready(parts: list[tuple[Rows, Floats]], like: Learned | None = None) -> Learned:
    """Join weighted rows, the context standardised (as in `like`); rows without weight are left out."""

    def joined(name: str) -> Floats:
        return np.concatenate([part[name][w > 0] for part, w in parts]).astype(np.float32)

    w = np.concatenate([w[w > 0] for _, w in parts]).astype(np.float32)
    context = joined("context")
    centre, width = (like.centre, like.width) if like else (context.mean(axis=0), context.std(axis=0) + 1e-6)
    known = np.clip((context - centre) / width, -CONTEXT_CUT, CONTEXT_CUT)
    return Learned(joined("bound"), joined("gates"), known, joined("y"), joined("passing"), w / w.sum(), centre, width)


def fit(additive_parts: list[tuple[Rows, Floats]], network_parts: list[tuple[Rows, Floats]]) -> Model:
    """A weighted mean of an additive model and of `NETS` networks, each from its own rows.

    Args:
        additive_parts: rows and weights the additive model learns from.
        network_parts: rows and weights the networks learn from.

    Returns:
        One model.
    """
    rows = ready(additive_parts)
    more = ready(network_parts, like=rows)
    weight, slope, base = ((1.0 - NET_SHARE) * part for part in additive(rows))
    nets, each = [network(more, seed) for seed in range(NETS)], NET_SHARE / NETS
    for net in nets:  # what is linear in a network is added to what is linear already
        weight[0] += each * net["skip"]
        slope += each * net["slope"]
        base += each * net["base"]
    return Model(
        weight=weight,
        centre=rows.centre,
        width=rows.width,
        slope=slope,
        base=base,
        hear=np.concatenate([net["hear"] for net in nets], axis=1),
        know=np.concatenate([net["know"] for net in nets], axis=1),
        lift=np.concatenate([net["lift"] for net in nets]),
        pull=np.concatenate([each * net["pull"] for net in nets]),
    )


def additive(rows: Learned) -> tuple[Floats, Floats, Floats]:
    """Weighted logistic loss with a ridge; the weights of the evidence are kept from being negative.

    Fisher scoring; each of its quadratic problems by accelerated projected gradient steps, restarted when they turn
    uphill (Beck and Teboulle 2009, doi 10.1137/080716542; O'Donoghue and Candes 2015, doi 10.1007/s10208-013-9150-3).

    Returns:
        (G, E) weights, (C,) slopes of the context, (1,) base.
    """
    pairs = (rows.gates[:, :, None] * rows.bound[:, None, :]).reshape(len(rows.y), -1)
    unit = pairs.std(axis=0) + 1e-6
    x = np.concatenate((pairs / unit, rows.known, np.ones((len(rows.y), 1), np.float32)), axis=1)
    signed = np.arange(x.shape[1]) < pairs.shape[1]
    ridge = np.where(signed, RIDGE, CONTEXT_RIDGE).astype(np.float32)
    ridge[-1] = 0.0
    prior = np.where(signed, PRIOR, 0.0).astype(np.float32)
    b = prior
    for _ in range(STEPS):
        s = 1.0 / (1.0 + np.exp(-np.clip(x @ b, -14.0, 14.0)))
        p = s * rows.passing
        pull = ((p - rows.y) * (1.0 - s) / (1.0 - p) * rows.weight) @ x + ridge * (b - prior)
        bent = (np.maximum(p * (1.0 - s) ** 2 / (1.0 - p), LEAST_BEND) * rows.weight)[:, None]
        bend = sum(x[i : i + BLOCK].T @ (x[i : i + BLOCK] * bent[i : i + BLOCK]) for i in range(0, len(x), BLOCK))
        b = _lowest(np.asarray(bend, np.float64) + np.diag(ridge), pull, b, signed).astype(np.float32)
    return (b[signed] / unit).reshape(rows.gates.shape[1], -1), b[~signed][:-1], b[-1:]


def _lowest(bend: Floats, pull: Floats, start: Floats, signed: Floats) -> Floats:
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


def network(rows: Learned, seed: int) -> dict[str, Floats]:
    """One hidden layer, hyperbolic tangent, weights of evidence and of units >= 0; logistic loss.

    Adam (Kingma and Ba 2015, https://arxiv.org/abs/1412.6980), rows drawn in proportion to their weight, steps that
    shrink along half a cosine, the context jittered so that no single source can be told by it.

    Returns:
        Coefficients by name, for evidence and standardised context as given.
    """
    random = np.random.default_rng(seed)
    centre, unit = rows.bound.mean(axis=0), rows.bound.std(axis=0) + 1e-6
    now = _beginning(random, rows.bound.shape[1], rows.known.shape[1])
    mean, square = ({name: np.zeros_like(value) for name, value in now.items()} for _ in range(2))
    share = np.cumsum(rows.weight.astype(np.float64))
    for step in range(DRAWS):
        drawn = np.searchsorted(share / share[-1], (np.arange(DRAWN) + random.random(DRAWN)) / DRAWN)
        known = rows.known[drawn] + JITTER * random.standard_normal((DRAWN, rows.known.shape[1]), np.float32)
        uphill = _uphill(now, (rows.bound[drawn] - centre) / unit, known, rows.y[drawn], rows.passing[drawn])
        pace = PACE * 0.5 * (1.0 + np.cos(np.pi * step / DRAWS))
        for name, value in uphill.items():
            mean[name] = MEMORY[0] * mean[name] + (1.0 - MEMORY[0]) * value
            square[name] = MEMORY[1] * square[name] + (1.0 - MEMORY[1]) * value**2
            first, second = (
                m / (1.0 - r ** (step + 1)) for m, r in zip((mean[name], square[name]), MEMORY, strict=True)
            )
            shrunk = 1.0 - pace * DECAY * (name not in ("lift", "base"))
            moved = (now[name] - pace * first / (np.sqrt(second) + 1e-8)) * shrunk
            now[name] = (np.maximum(moved, 0.0) if name in ("hear", "pull", "skip") else moved).astype(np.float32)
    now["lift"] = now["lift"] - (centre / unit) @ now["hear"]
    now["base"] = now["base"] - (centre / unit) @ now["skip"]
    return now | {"hear": now["hear"] / unit[:, None], "skip": now["skip"] / unit}


def _beginning(random: np.random.Generator, evidence: int, context: int) -> dict[str, Floats]:
    start = {
        "hear": np.abs(random.normal(0.0, 0.5 / np.sqrt(evidence), (evidence, UNITS))),
        "know": random.normal(0.0, 0.5 / np.sqrt(context), (context, UNITS)),
        "lift": random.normal(0.0, 0.5, UNITS),
        "pull": np.abs(random.normal(0.0, 1.0 / np.sqrt(UNITS), UNITS)),
        "skip": np.full(evidence, 0.02),
        "slope": np.zeros(context),
        "base": np.array([-3.0]),
    }
    return {name: value.astype(np.float32) for name, value in start.items()}


def _uphill(now: dict[str, Floats], bound: Floats, known: Floats, y: Floats, passing: Floats) -> dict[str, Floats]:
    """Gradient of the mean loss."""
    hidden = np.tanh(bound @ now["hear"] + known @ now["know"] + now["lift"])
    logit = hidden @ now["pull"] + bound @ now["skip"] + known @ now["slope"] + now["base"]
    s = 1.0 / (1.0 + np.exp(-np.clip(logit, -LOGIT_CUT, LOGIT_CUT)))
    p = s * passing
    off = (p - y) * (1.0 - s) / np.maximum(1.0 - p, 1e-6) / len(y)
    inner = off[:, None] * now["pull"] * (1.0 - hidden * hidden)
    return {
        "hear": bound.T @ inner,
        "know": known.T @ inner,
        "lift": inner.sum(axis=0),
        "pull": hidden.T @ off,
        "skip": bound.T @ off,
        "slope": known.T @ off,
        "base": off.sum(keepdims=True),
    }

"""Replay the open cases through the confidence check, many moments at once, and score the answers.

The cases and the scorer are not part of this repository (FORECAST_DATA, default ../shared/data/forecast; the scorer in
../../tools/forecast beside it). The moments are those of the scorer's own replay, the numbers those of single calls
(`assess_many` against `assess`), several times faster.
"""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.forecast_rows import HORIZON_S, moments
from receiver.forecast import AssessConfig, assess_many

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("FORECAST_DATA", ROOT.parent / "shared" / "data" / "forecast"))
TOOLS = DATA.parent.parent / "tools" / "forecast"
THRESHOLDS = (0.25, 0.5, 0.7, 0.9)
FOR_S = 120.0  # so long the probability must stay above the threshold
TOGETHER = 512
HEAD = (
    "| {suite} | precision | recall | recall gradual | ≥ 30 min lead, gradual | false alarms / series-day | BSS | ECE "
    "| 80 % ETA coverage |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


def there() -> bool:
    """Are the cases and the scorer on this machine?"""
    return (TOOLS / "score.py").exists()


def tool(name: str) -> Any:
    """A module of the scorer."""
    os.environ.setdefault("FC_DATA", str(DATA))
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))
    return __import__(name)


def load(suite: str, every: int = 1) -> list[Any]:
    """Every `every`-th open case of a suite, `real` or `synth`."""
    found: list[Any] = tool("cases").load("open", suite)[::every]
    return found


def judge(cases: list[Any], config: AssessConfig) -> np.ndarray:
    """(N, 6) case, time, probability and the three points of the time to the limit, at every replayed moment."""
    rows = moments(cases, 1)
    order = np.argsort([i - cases[c].i_hist for c, i in rows], kind="stable")
    out = np.empty((len(rows), 6))
    for begin in range(0, len(order), TOGETHER):
        ids = order[begin : begin + TOGETHER]
        asked = [(cases[c], slice(cases[c].i_hist, i + 1)) for c, i in rows[ids]]
        found = assess_many(
            [case.t[past] for case, past in asked],
            [case.v[past] for case, past in asked],
            [case.limit for case, _ in asked],
            HORIZON_S,
            config=config,
        )
        for at, (case, past), one in zip(ids, asked, found, strict=True):
            told = one.probability, one.eta_lower_s, one.eta_s, one.eta_upper_s
            out[at] = (rows[at, 0], case.t[past.stop - 1], *told)
    return out


def scored(rows: np.ndarray, cases: list[Any], threshold: float, for_s: float = FOR_S) -> dict[str, Any]:
    """The scorer's figures for one threshold."""
    found: dict[str, Any] = tool("replay").score(rows, cases, horizon=HORIZON_S, thr=threshold, for_s=for_s)
    return found


def row(name: str, score: dict[str, Any]) -> str:
    """One row of the table under `HEAD`."""
    cover = f"{score['cov']:.2f}" if np.isfinite(score["cov"]) else "–"
    figures = (
        *(f"{score[name]:.2f}" for name in ("precision", "recall", "g_recall", "g_lead30", "fa_day")),
        f"{score['bss']:+.2f}".replace("-", "−"),
        f"{score['ece']:.3f}",
        cover,
    )
    return f"| {name} | " + " | ".join(figures) + " |"

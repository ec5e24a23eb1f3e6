"""The picture of one assessment: the history, the line through it, the horizon, and the fan of arrival times at the limit."""

from typing import Any

import numpy as np

from receiver.backtest.report.canvas import Draw
from receiver.backtest.report.pictures import LIMIT, PAGE, RULES, TOLD
from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Verdict

_SHOWN_HORIZONS = 8.0


def fan(series: Series, found: Assessment, limit: float) -> Draw:
    """Draw one assessment; times are minutes from the newest sample."""

    def draw(axes: Any) -> None:
        now_s = float(series.timestamps_s[-1])
        shown = series.timestamps_s >= now_s - _SHOWN_HORIZONS * found.horizon_s
        minutes = (series.timestamps_s[shown] - now_s) / 60.0
        axes.plot(minutes, series.values[shown], color=TOLD, lw=1.2, label="history")
        axes.axhline(limit, color=LIMIT, lw=1, label="limit")
        horizon = found.horizon_s / 60.0
        axes.axvspan(0.0, horizon, color="grey", alpha=0.12, lw=0, label="horizon")
        if found.verdict is not Verdict.INCONCLUSIVE:
            _forecast(axes, found, limit, horizon)
        axes.set_xlabel("minutes from the newest sample")
        axes.set_title(f"{found.verdict.value}, probability {found.probability:.2f}")
        axes.legend(loc="best")

    return draw


def _forecast(axes: Any, found: Assessment, limit: float, horizon: float) -> None:
    ahead = np.array([0.0, horizon])
    axes.plot(ahead, found.level + found.slope_per_s * 60.0 * ahead, color=RULES, lw=1.2, ls="--", label="fitted line")
    arrivals = np.array([found.eta_lower_s, found.eta_s, found.eta_upper_s]) / 60.0
    finite = arrivals[np.isfinite(arrivals)]
    if not len(finite):
        return
    axes.plot(finite, np.full(len(finite), limit), color=PAGE, lw=5, alpha=0.6, label="arrival, 10 – 90 %")
    if np.isfinite(found.eta_s):
        axes.plot([found.eta_s / 60.0], [limit], color=PAGE, marker="o", ms=5, label="arrival, 50 %")
        axes.fill([0.0, finite[0], finite[-1]], [found.level, limit, limit], color=PAGE, alpha=0.12, lw=0)

"""The picture of one forecast: the history, the line through it, the horizon, the fan of arrival times, and what was done."""

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np

from receiver.domain.picture import ForecastPicture
from receiver.domain.verdict import Verdict
from receiver.plots.canvas import BLUE, GREEN, ORANGE, PURPLE, RED, Draw

_HISTORY, _LIMIT, _LINE, _ARRIVAL, _ACTED = BLUE, RED, ORANGE, PURPLE, GREEN

_UNITS = ((3 * 86_400.0, 86_400.0, "days"), (3 * 3600.0, 3600.0, "hours"), (0.0, 60.0, "minutes"))
"""From which horizon on (seconds), seconds per unit, name."""

_WHOLE = 1.0
"""A limit of exactly 1 says that the values are shares of it."""

_BEYOND = 1.6
"""Arrivals are shown up to this many horizons; later ones leave the picture."""

_HEADROOM = 0.05


def fan(shown: ForecastPicture) -> Draw:
    """Draw one forecast; times count from the newest sample."""
    unit_s, unit = next((size, name) for least, size, name in _UNITS if shown.horizon_s >= least)

    def draw(axes: Any) -> None:
        since = (shown.timestamps_s - shown.now_s) / unit_s
        horizon = shown.horizon_s / unit_s
        axes.plot(since, shown.values, color=_HISTORY, lw=1.3, label="history")
        axes.axhline(shown.limit, color=_LIMIT, lw=1, label="limit")
        axes.axvspan(0.0, horizon, color="grey", alpha=0.12, lw=0, label="horizon")
        if shown.acted_at_s is not None:
            axes.axvline((shown.acted_at_s - shown.now_s) / unit_s, color=_ACTED, lw=1.5, ls=":", label="acted")
        if shown.verdict is not Verdict.INCONCLUSIVE:
            _forecast(axes, shown, unit_s)
        if shown.limit == _WHOLE:
            axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
        axes.set_xlim(min(float(since[0]), -horizon), _BEYOND * horizon)
        axes.set_ylim(top=max(axes.get_ylim()[1], shown.limit + _HEADROOM * abs(shown.limit)))
        axes.set_xlabel(f"{unit} from {datetime.fromtimestamp(shown.now_s, UTC):%Y-%m-%d %H:%M} UTC")
        axes.set_title(title(shown))
        axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))

    return draw


def title(shown: ForecastPicture) -> str:
    """What the picture says, in one line; also for those who cannot see it."""
    if shown.verdict is Verdict.INCONCLUSIVE:
        return "too little is known for a forecast"
    return f"{shown.verdict.value}: {shown.probability:.0%} to reach the limit within the horizon"


def _forecast(axes: Any, shown: ForecastPicture, unit_s: float) -> None:
    top = max(shown.limit, float(shown.values.max()))
    ahead_s = np.linspace(0.0, _BEYOND * shown.horizon_s, 50)
    line = shown.level + shown.slope_per_s * ahead_s
    inside = line <= top + 0.05 * abs(top) if shown.slope_per_s > 0 else np.full(len(line), fill_value=True)
    axes.plot(ahead_s[inside] / unit_s, line[inside], color=_LINE, lw=1.2, ls="--", label="fitted line")
    arrivals = [eta_s / unit_s for eta_s in (shown.eta_lower_s, shown.eta_upper_s) if math.isfinite(eta_s)]
    if not arrivals:
        return
    latest = arrivals[-1] if len(arrivals) > 1 else _BEYOND * shown.horizon_s / unit_s
    axes.plot([arrivals[0], latest], [shown.limit] * 2, color=_ARRIVAL, lw=5, alpha=0.6, label="arrival, 10 – 90 %")
    axes.fill([0.0, arrivals[0], latest], [shown.level, shown.limit, shown.limit], color=_ARRIVAL, alpha=0.12, lw=0)
    if math.isfinite(shown.eta_s):
        axes.plot([shown.eta_s / unit_s], [shown.limit], color=_ARRIVAL, marker="o", ms=5, label="arrival, 50 %")

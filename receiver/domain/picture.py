"""Everything that the picture of one forecast shows; a PNG and an SVG are drawn from the same."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Verdict

_SHOWN_HORIZONS = 8.0
MOST_POINTS = 240
"""As many as a picture of 7 inches can show; a message that carries them stays at a few kilobytes."""

_DIGITS = 6


@dataclass(frozen=True, slots=True, eq=False)
class ForecastPicture:
    """One series as it stood when it was assessed, and where it was going.

    Attributes:
        timestamps_s: shape (n,), float64, seconds since the epoch, increasing, n ≤ `MOST_POINTS`; the last is "now".
        values: shape (n,), float64, finite, unit of the series (utilisation: 1 = exhausted).
        limit: the level whose reaching is feared, same unit.
        horizon_s: how far ahead the question looked, seconds.
        level: fitted value now; NaN when nothing was fitted.
        slope_per_s: fitted slope, unit of the series per second; NaN likewise.
        eta_lower_s: 10 % point of the time to the limit in seconds from now, inf = does not cross.
        eta_s: 50 % point.
        eta_upper_s: 90 % point.
        probability: of reaching the limit within the horizon, 0..1.
        verdict: what was concluded.
        acted_at_s: when the cluster took a change, seconds since the epoch; None = nothing was done.
    """

    timestamps_s: NDArray[np.float64]
    values: NDArray[np.float64]
    limit: float
    horizon_s: float
    level: float
    slope_per_s: float
    eta_lower_s: float
    eta_s: float
    eta_upper_s: float
    probability: float
    verdict: Verdict
    acted_at_s: float | None = None

    @property
    def now_s(self) -> float:
        """Time of the newest sample, seconds since the epoch."""
        return float(self.timestamps_s[-1])

    @classmethod
    def of(
        cls, series: Series, found: Assessment, limit: float = 1.0, acted_at_s: float | None = None
    ) -> "ForecastPicture | None":
        """Return the picture of an assessment, None when there is no sample to show.

        Args:
            series: what was assessed; of a long history the last eight horizons are shown.
            found: what was concluded from it.
            limit: unit of the series.
            acted_at_s: when a change was made, seconds since the epoch.
        """
        times, values = _shown(series, found.horizon_s)
        if not len(times):
            return None
        fitted = found.verdict is not Verdict.INCONCLUSIVE
        return cls(
            timestamps_s=times,
            values=values,
            limit=limit,
            horizon_s=found.horizon_s,
            level=found.level if fitted else math.nan,
            slope_per_s=found.slope_per_s if fitted else math.nan,
            eta_lower_s=found.eta_lower_s,
            eta_s=found.eta_s,
            eta_upper_s=found.eta_upper_s,
            probability=found.probability,
            verdict=found.verdict,
            acted_at_s=acted_at_s,
        )

    def to_json(self) -> dict[str, Any]:
        """Return what a JSON column takes: offsets from now instead of timestamps, null for what is not finite."""
        return {
            "now_s": self.now_s,
            "offsets_s": np.round(self.timestamps_s - self.now_s, 1).tolist(),
            "values": [float(f"{value:.{_DIGITS}g}") for value in self.values],
            **{name: _finite(getattr(self, name)) for name in _NUMBERS},
            "verdict": self.verdict.value,
            "acted_at_s": self.acted_at_s,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Undo `to_json`, to its precision."""
        absent = dict.fromkeys(("eta_lower_s", "eta_s", "eta_upper_s"), math.inf)
        numbers = {name: document[name] for name in _NUMBERS}
        return cls(
            timestamps_s=np.array(document["offsets_s"], np.float64) + document["now_s"],
            values=np.array(document["values"], np.float64),
            verdict=Verdict(document["verdict"]),
            acted_at_s=document["acted_at_s"],
            **{name: absent.get(name, math.nan) if value is None else value for name, value in numbers.items()},
        )


_NUMBERS = (
    "limit",
    "horizon_s",
    "level",
    "slope_per_s",
    "eta_lower_s",
    "eta_s",
    "eta_upper_s",
    "probability",
)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _shown(series: Series, horizon_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The samples that are shown: of each stretch of time its lowest and its highest, so that no peak is lost."""
    known = np.isfinite(series.values)
    times, values = series.timestamps_s[known], series.values[known]
    if len(times):
        recent = times >= times[-1] - _SHOWN_HORIZONS * horizon_s
        times, values = times[recent], values[recent]
    if len(times) <= MOST_POINTS:
        return times, values
    stretches = np.array_split(np.arange(len(times) - 1), MOST_POINTS // 2 - 1)
    chosen = {len(times) - 1}
    for places in stretches:
        chosen |= {int(places[values[places].argmin()]), int(places[values[places].argmax()])}
    kept = np.array(sorted(chosen))
    return times[kept], values[kept]

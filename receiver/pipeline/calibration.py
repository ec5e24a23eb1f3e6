"""What the outcomes of a forecast teach about its probabilities; learned anew now and then, for each of its alerts.

For each severity by itself, because the horizon is part of what a probability says.
"""

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.prediction import Came
from receiver.forecast.recalibrate import Recalibration, recalibrate
from receiver.store import Predictions

LEARN_FROM = 2000
"""The newest settled predictions of an alert; older ones say how the forecast used to be."""

_GOOD_FOR_S = 600.0


def learned(predictions: Predictions, forecast: str, severity: str) -> Recalibration:
    """Learn from what is on record."""
    settled = predictions.settled(forecast, severity, LEARN_FROM)
    return recalibrate(
        [one.raw_probability for one in settled],
        [one.came is Came.CROSSED for one in settled],
        [one.weight for one in settled],
    )


class Calibration:
    """Remembers for some minutes what was learned.

    Args:
        on: False = probabilities are taken as the check states them.
    """

    def __init__(self, predictions: Predictions, clock: Clock, *, on: bool) -> None:
        self._predictions = predictions
        self._clock = clock
        self._on = on
        self._known: dict[tuple[str, str], tuple[float, Recalibration]] = {}

    def of(self, forecast: str, severity: str) -> Recalibration | None:
        """Return the correction for an alert of a forecast, None when recalibration is switched off."""
        if not self._on:
            return None
        learned_s, found = self._known.get((forecast, severity), (-_GOOD_FOR_S, None))
        now_s = self._clock.monotonic()
        if found is None or now_s - learned_s >= _GOOD_FOR_S:
            found = learned(self._predictions, forecast, severity)
            self._known[(forecast, severity)] = (now_s, found)
            telemetry.RECALIBRATION_SHIFT.labels(forecast, severity).set(found.largest_shift)
        return found

"""similar-windows: do the windows differ enough for their agreement to mean something?

Two fits on nearly the same samples agree on every step and every restart. Half the shorter one must be new.
"""

from collections.abc import Iterator
from itertools import pairwise

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

LEAST = 2


def similar_windows(forecast: Forecast) -> Iterator[Objection]:
    """One objection per pair of neighbouring windows closer than a factor of two."""
    if forecast.kind != "trend":
        return
    for number, alert in enumerate(forecast.alerts):
        for shorter, longer in pairwise(alert.windows):
            if longer.length.ms < LEAST * shorter.length.ms:
                yield Objection(
                    ("alerts", number, "windows"),
                    f"{shorter.length} and {longer.length} are nearly the same window; make one at least {LEAST} x the other",
                )

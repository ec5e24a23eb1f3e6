"""few-samples: does every window hold enough samples for a fit?

A line through few points follows their noise: the slope's standard error falls with n^1.5. Ten is the least at which the
90 % that coverage asks for still leaves a fit its degrees of freedom.
"""

from collections.abc import Iterator

from rulegen.model.finding import Objection
from rulegen.model.forecast import Forecast

FEWEST = 10


def few_samples(forecast: Forecast) -> Iterator[Objection]:
    """One objection per window with fewer than ten samples."""
    for number, alert in enumerate(forecast.alerts):
        for window in alert.windows:
            if window.samples < FEWEST:
                yield Objection(
                    ("alerts", number, "windows"),
                    f"the window {window.length} holds {window.samples} samples at {window.resolution}; {FEWEST} are needed",
                )

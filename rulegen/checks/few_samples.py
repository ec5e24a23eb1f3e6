"""few-samples: does every window hold enough samples for a fit?

A line through few points follows their noise: the slope's standard error falls with n^1.5. Ten is the least at which the
90 % that coverage asks for still leaves a fit its degrees of freedom.
"""

from rulegen.model.finding import Finding
from rulegen.model.forecast import Forecast

FEWEST = 10


def few_samples(forecast: Forecast) -> list[Finding]:
    """One finding per window with fewer than ten samples."""
    return [
        Finding(
            "few-samples",
            forecast.name,
            ("alerts", number, "windows"),
            f"the window {window.length} holds {window.samples} samples at {window.resolution}; {FEWEST} are needed",
        )
        for number, alert in enumerate(forecast.alerts)
        for window in alert.windows
        if window.samples < FEWEST
    ]

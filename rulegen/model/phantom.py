"""How a one-off step looks to a fit that has it inside its window."""

from rulegen.durations import Duration


def phantom_factor(horizon: Duration, window: Duration) -> float:
    """How many times its own size a step may seem to rise by the horizon: up to 1.5 h/w + 0.25.

    The least-squares slope of a step H in the middle of a window w is 1.5 H/w; the fitted level overshoots by a quarter of H.
    """
    return 1.5 * horizon.ms / window.ms + 0.25

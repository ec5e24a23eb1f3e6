"""A line through samples, as the `d` of an SVG path: a gap in the data is a gap in the line."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from receiver.web.charts.scale import Scale

Floats = NDArray[np.float64]

_USUAL = 0.9
_GAP_STEPS = 3.0
"""A pause of more than so many long steps (nine in ten are shorter) is a gap; a picture's steps are of unlike lengths, because
of each stretch it keeps the lowest and the highest sample."""


def line(x: Scale, y: Scale, at: Floats, values: Floats) -> str:
    """Return the path through samples in order of `at`; empty when nothing of it can be seen.

    Args:
        at: shape (n,), finite.
        values: shape (n,); NaN and infinite ones are gaps.
    """
    steps = np.diff(at)
    usual = float(np.quantile(steps, _USUAL, method="lower")) if len(steps) else 0.0
    parts = []
    last, drawing = -math.inf, False
    for when, value in zip(at.tolist(), values.tolist(), strict=True):
        if not math.isfinite(value):
            drawing = False
            continue
        joined = drawing and when - last <= _GAP_STEPS * usual
        parts.append(f"{'L' if joined else 'M'}{_number(x(when))} {_number(y(value))}")
        last, drawing = when, True
    return "".join(parts)


def points(x: Scale, y: Scale, pairs: Iterable[tuple[float, float]]) -> Iterator[str]:
    """Write pairs of values as coordinates."""
    return (f"{_number(x(first))} {_number(y(second))}" for first, second in pairs)


def _number(pixel: float) -> str:
    return f"{pixel:.1f}".removesuffix(".0")

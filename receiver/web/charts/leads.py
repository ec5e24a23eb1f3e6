"""How long before the exhaustion did the page come? A histogram of lead times."""

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from receiver.domain.words import duration
from receiver.web.charts.frame import Frame
from receiver.web.charts.scale import Scale, ticks, time_ticks
from receiver.web.charts.svg import Drawing

_MOST_BARS = 12


def draw(leads_s: Sequence[float], id: str, width: int, height: int) -> Markup:
    """Return the picture as SVG.

    Args:
        leads_s: of the exhaustions that a page came before, seconds; not empty.
    """
    drawing = Drawing(id, width, height, "Lead times: how long before the exhaustion the page came", in_words(leads_s))
    frame = Frame(width, height)
    edges, counts = bars(leads_s)
    x = Scale(edges[0], edges[-1], frame.left, frame.right)
    y = Scale(0, max(counts) * 1.1, frame.bottom, frame.top)
    for count in ticks(0, max(counts) * 1.1, 5):
        if count == int(count):
            frame.mark_y(drawing, y(count), f"{count:.0f}")
    for at_s in time_ticks(edges[0], edges[-1], max(width // 70, 3)):
        frame.mark_x(drawing, x(at_s), duration(at_s))
    for start_s, end_s, count in zip(edges, edges[1:], counts, strict=False):
        said = f"{duration(start_s)} to {duration(end_s)}: {count}"
        drawing.box("bar", x(start_s) + 1, y(count), x(end_s) - x(start_s) - 2, frame.bottom - y(count), said)
    return drawing.markup()


def bars(leads_s: Sequence[float]) -> tuple[list[float], list[int]]:
    """Return edges (one more than counts) at round times from zero on, and how many leads lie between each two."""
    longest_s = max(*leads_s, 60.0)
    marks = time_ticks(0, longest_s, _MOST_BARS)
    step_s = marks[1] - marks[0] if len(marks) > 1 else longest_s
    edges = [step_s * number for number in range(int(longest_s // step_s) + 2)]
    counts, _ = np.histogram(leads_s, edges)
    return edges, counts.tolist()


def in_words(leads_s: Sequence[float]) -> str:
    """Say what there is to be seen."""
    shortest, middle, longest = (duration(float(np.quantile(leads_s, share))) for share in (0.0, 0.5, 1.0))
    return f"{len(leads_s)} exhaustions had a page before them: the median {middle} before, between {shortest} and {longest}."

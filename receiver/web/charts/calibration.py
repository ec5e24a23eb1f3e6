"""Does "70 %" come true seven times in ten? Promised probabilities against what came; on the diagonal they are true."""

from collections.abc import Sequence

from markupsafe import Markup

from receiver.scorecard.calibration import Bin
from receiver.web.charts.frame import Frame
from receiver.web.charts.scale import Scale, ticks
from receiver.web.charts.svg import Drawing

_SMALLEST, _LARGEST = 4.0, 10.0


def draw(bins: Sequence[Bin], id: str, width: int, height: int) -> Markup:
    """Return the picture as SVG; the area of a dot grows with the number of forecasts that it stands for."""
    drawing = Drawing(id, width, height, "Calibration: what was promised and what came", in_words(bins))
    frame = Frame(width, height)
    x, y = Scale(0, 1, frame.left, frame.right), Scale(0, 1, frame.bottom, frame.top)
    for share in ticks(0, 1, 6):
        frame.mark_y(drawing, y(share), _percent(share))
        frame.mark_x(drawing, x(share), _percent(share))
    drawing.line("diagonal", x(0), y(0), x(1), y(1))
    most = max((one.count for one in bins), default=1)
    for one in bins:
        radius = _SMALLEST + (_LARGEST - _SMALLEST) * (one.count / most) ** 0.5
        drawing.line("miss", x(one.promised), y(one.promised), x(one.promised), y(one.came))
        drawing.dot("promise", x(one.promised), y(one.came), radius, said=_one_in_words(one))
    return drawing.markup()


def in_words(bins: Sequence[Bin]) -> str:
    """Say what there is to be seen."""
    return "; ".join(_one_in_words(one) for one in bins) + "." if bins else "Nothing was judged."


def _one_in_words(one: Bin) -> str:
    return f"promised {_percent(one.promised)}, came {_percent(one.came)} ({one.count})"


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")

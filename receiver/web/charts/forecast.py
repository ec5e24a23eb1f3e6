"""The picture of one forecast: what was, where it goes, the limit, when it is likely to be reached, and what was done."""

import math

import numpy as np
from markupsafe import Markup

from receiver.domain.picture import ForecastPicture
from receiver.domain.verdict import Verdict
from receiver.domain.words import duration
from receiver.web.charts import path
from receiver.web.charts.frame import Frame
from receiver.web.charts.scale import Scale, ticks, time_ticks
from receiver.web.charts.svg import Drawing

_PAST_SHOWN = 4.0
"""Times the future: more of the past would leave no room to see the arrival."""
_AHEAD_SHOWN = 1.5
"""Times the horizon: a later arrival is off the picture, and said in words."""
_HEADROOM = 1.08


def draw(picture: ForecastPicture, id: str, width: int, height: int) -> Markup:
    """Return the picture as SVG.

    Args:
        id: unique on the page.
    """
    drawing = Drawing(id, width, height, "History and forecast of the utilisation", in_words(picture))
    frame = Frame(width, height)
    ahead_s = _ahead_s(picture)
    first_s = max(float(picture.timestamps_s[0]) - picture.now_s, -_PAST_SHOWN * ahead_s)
    x = Scale(first_s, ahead_s, frame.left, frame.right)
    top = max(picture.limit, float(picture.values.max()), 0.0) * _HEADROOM
    y = Scale(min(float(picture.values.min()), 0.0), top, frame.bottom, frame.top)
    for value in ticks(y.low, y.high, 6):
        frame.mark_y(drawing, y(value), f"{value:.0%}".replace("%", " %"))
    for offset_s in time_ticks(x.low, x.high, max(width // 85, 3)):
        frame.mark_x(drawing, x(offset_s), offset(offset_s))
    drawing.box("horizon", x(0), frame.top, x(picture.horizon_s) - x(0), frame.bottom - frame.top)
    _forecast(drawing, picture, x, y)
    shown = picture.timestamps_s - picture.now_s >= first_s
    drawing.path("history", path.line(x, y, (picture.timestamps_s - picture.now_s)[shown], picture.values[shown]))
    drawing.line("limit", frame.left, y(picture.limit), frame.right, y(picture.limit))
    drawing.text("limit-name", frame.left + 4, y(picture.limit) - 5, "limit")
    drawing.line("now", x(0), frame.top, x(0), frame.bottom)
    _arrival(drawing, picture, x, y)
    _action(drawing, picture, x, frame)
    return drawing.markup()


def in_words(picture: ForecastPicture) -> str:
    """Say what there is to be seen."""
    parts = [
        f"The newest sample is {picture.values[-1]:.0%} of the limit.",
        f"Verdict: {picture.verdict.value}, probability {picture.probability:.0%} within {duration(picture.horizon_s)}.",
    ]
    if picture.verdict is Verdict.INCONCLUSIVE:
        parts[1] = "Verdict: inconclusive."
    elif math.isfinite(picture.eta_s):
        between = f"{duration(picture.eta_lower_s)} and {duration(picture.eta_upper_s)}"
        parts.append(f"The limit is most likely reached in {duration(picture.eta_s)}; 80 % between {between}.")
    if picture.acted_at_s is not None:
        parts.append(f"The cluster was changed {offset(picture.acted_at_s - picture.now_s, long=True)}.")
    return " ".join(parts)


def numbers(picture: ForecastPicture, most: int = 24) -> list[tuple[float, float]]:
    """Return some of what is drawn as (seconds from now, share), for a table: evenly chosen, the newest last."""
    chosen = np.unique(np.linspace(0, len(picture.values) - 1, most).round().astype(np.int64))
    return [(float(picture.timestamps_s[at] - picture.now_s), float(picture.values[at])) for at in chosen]


def offset(seconds: float, *, long: bool = False) -> str:
    """Write a time relative to now: −1 h, now, +30 min; or in words."""
    if abs(seconds) < 0.5:
        return "now"
    if long:
        return f"{duration(-seconds)} before that" if seconds < 0 else f"{duration(seconds)} after that"
    return f"{'−' if seconds < 0 else '+'}{duration(abs(seconds))}"


def _ahead_s(picture: ForecastPicture) -> float:
    """How much of the future is shown: the horizon, and the arrival where it is not much later."""
    wanted = [picture.horizon_s, *(eta for eta in (picture.eta_s, picture.eta_upper_s) if math.isfinite(eta))]
    return min(max(wanted) * 1.05, _AHEAD_SHOWN * picture.horizon_s)


def _forecast(drawing: Drawing, picture: ForecastPicture, x: Scale, y: Scale) -> None:
    """The fitted line, and the fan of lines that end at the limit between the 10 % and the 90 % point."""
    if not (math.isfinite(picture.level) and math.isfinite(picture.slope_per_s)):
        return
    level, limit = picture.level, picture.limit
    if 0 < picture.eta_lower_s < x.high and level < limit:
        later = min(picture.eta_upper_s, x.high)
        at_end = level + (limit - level) * later / picture.eta_upper_s
        corners = [(0.0, level), (picture.eta_lower_s, limit), (later, limit), (later, at_end)]
        drawing.path("fan", f"M{'L'.join(path.points(x, y, corners))}Z")
    ends_s = x.high
    if picture.slope_per_s > 0 and level < limit:
        ends_s = min(ends_s, (limit - level) / picture.slope_per_s)
    drawing.path(
        "fit", f"M{'L'.join(path.points(x, y, [(0.0, level), (ends_s, level + picture.slope_per_s * ends_s)]))}"
    )


def _arrival(drawing: Drawing, picture: ForecastPicture, x: Scale, y: Scale) -> None:
    """When the limit is reached: a bar from the 10 % to the 90 % point, a dot at the 50 % point."""
    at = y(picture.limit)
    if picture.eta_lower_s < x.high:
        drawing.path("arrival", f"M{x(picture.eta_lower_s):.1f} {at:.1f}H{x(picture.eta_upper_s):.1f}")
    if x.holds(picture.eta_s):
        drawing.dot("arrival-point", x(picture.eta_s), at, 5, said=f"in {duration(picture.eta_s)}")


def _action(drawing: Drawing, picture: ForecastPicture, x: Scale, frame: Frame) -> None:
    if picture.acted_at_s is None or not x.holds(picture.acted_at_s - picture.now_s):
        return
    at = x(picture.acted_at_s - picture.now_s)
    drawing.line("acted", at, frame.top, at, frame.bottom)
    drawing.path("acted-mark", f"M{at - 6:.1f} {frame.bottom:.1f}h12l-6 -9z")
    anchor = "end" if at > (frame.left + frame.right) / 2 else "start"
    drawing.text("acted-name", at + (-8 if anchor == "end" else 8), frame.bottom - 12, "acted", anchor)

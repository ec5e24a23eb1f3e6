"""Draws with matplotlib: PNG on white, and SVG that sits inside a page and follows its dark or light colours.

matplotlib is the extra `plots`: whoever only wants numbers does not need it.
"""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from receiver.errors import ConfigError

BLUE, ORANGE, RED, PURPLE, GREEN = "#2f7ed8", "#d98200", "#d64545", "#8e5bd0", "#2e9e5b"
"""Bright enough for a dark page, dark enough for a light one."""

_INK = "#010203"
"""A colour that nothing else has; becomes the page's own text colour."""

_STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "backtest",
    "font.size": 9,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
}

SIZE = (7.0, 3.6)
"""Inches of a picture that stands alone, e.g. in a message."""

_ONE = Lock()

Draw = Callable[[Any], None]
"""Draws on one matplotlib axes."""


def check() -> None:
    """Make sure that pictures can be drawn.

    Raises:
        ConfigError: matplotlib is not installed; says how to.
    """
    try:
        import matplotlib  # noqa: F401 - only whether it is there
    except ImportError as error:
        raise ConfigError("pictures need matplotlib: pip install matplotlib, or go without (--no-plots)") from error


def svg(draw: Draw, size: tuple[float, float], label: str) -> str:
    """One picture as an `<svg>` element as wide as its place.

    Args:
        size: inches.
        label: what the picture shows, for those who cannot see it.
    """
    with _figure(size) as figure:
        draw(figure.subplots())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    element = out.getvalue()[out.getvalue().index("<svg") :]
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = element.replace("<svg", f'<svg role="img" aria-label="{_attribute(label)}"', 1)
    return element.replace(_INK, "currentColor")


def png(draw: Draw, size: tuple[float, float]) -> bytes:
    """One picture on white."""
    with _figure(size) as figure:
        draw(figure.subplots())
        out = io.BytesIO()
        figure.savefig(out, format="png", dpi=110, facecolor="white", metadata={"Software": None})
    return out.getvalue()


@contextmanager
def _figure(size: tuple[float, float]) -> Iterator[Any]:
    """A figure in our style, one at a time: a style is for the whole process, and every notifier has a thread of its own."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _ONE, mpl.rc_context(_STYLE):  # type: ignore[arg-type]
        yield Figure(figsize=size, layout="constrained")


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")

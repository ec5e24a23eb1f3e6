"""Where the plotting area lies within a picture, and the marks along its two axes."""

from dataclasses import dataclass

from receiver.web.charts.svg import Drawing

_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 20, 20, 26
_CHARACTER = 6.6
"""Width of a letter of the stylesheet's 12 pixels, on average."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The edges of the plotting area, pixels.

    Attributes:
        width: of the whole picture.
        height: likewise.
    """

    width: int
    height: int

    @property
    def left(self) -> float:
        return _LEFT

    @property
    def right(self) -> float:
        return self.width - _RIGHT

    @property
    def top(self) -> float:
        return _TOP

    @property
    def bottom(self) -> float:
        return self.height - _BOTTOM

    def mark_y(self, drawing: Drawing, at: float, words: str) -> None:
        """A line across at this height, named at its left."""
        drawing.line("grid", self.left, at, self.right, at)
        drawing.text("tick", self.left - 6, at + 4, words, "end")

    def mark_x(self, drawing: Drawing, at: float, words: str) -> None:
        """A short mark below this place, named below it; what would leave the picture leans inwards."""
        drawing.line("grid", at, self.bottom, at, self.bottom + 4)
        half = _CHARACTER * len(words) / 2
        anchor = "end" if at + half > self.width else "start" if at - half < 0 else "middle"
        drawing.text("tick", at, self.bottom + 18, words, anchor)

"""Builds SVG as a tree, so that nothing that stands in it can be taken for markup."""

from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup


class Drawing:
    """An SVG picture that names and describes itself.

    Args:
        id: unique on the page; the ids of title and description follow from it.
        width: of the viewport, pixels.
        height: likewise.
        title: what it shows, one line.
        description: what there is to be seen, in words; not shown.
    """

    def __init__(self, id: str, width: int, height: int, title: str, description: str) -> None:
        labels = f"{id}-title {id}-desc"
        self.width, self.height = width, height
        self._root = Element("svg", {"viewBox": f"0 0 {width} {height}", "role": "img", "aria-labelledby": labels})
        self._root.set("class", "chart")
        SubElement(self._root, "title", {"id": f"{id}-title"}).text = title
        SubElement(self._root, "desc", {"id": f"{id}-desc"}).text = description

    def path(self, kind: str, d: str) -> None:
        """Draw a path of a class; an empty one is left out."""
        if d:
            SubElement(self._root, "path", {"class": kind, "d": d})

    def line(self, kind: str, x1: float, y1: float, x2: float, y2: float) -> None:
        """Draw a straight line."""
        self._shape("line", kind, x1=x1, y1=y1, x2=x2, y2=y2)

    def box(self, kind: str, x: float, y: float, width: float, height: float, said: str = "") -> None:
        """Draw a rectangle; what is `said` stands in its tooltip."""
        self._shape("rect", kind, said, x=x, y=y, width=width, height=height)

    def dot(self, kind: str, x: float, y: float, radius: float, said: str = "") -> None:
        """Draw a circle."""
        self._shape("circle", kind, said, cx=x, cy=y, r=radius)

    def text(self, kind: str, x: float, y: float, words: str, anchor: str = "start") -> None:
        """Write; `anchor` is start, middle or end."""
        attributes = {"class": kind, "x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor}
        SubElement(self._root, "text", attributes).text = words

    def markup(self) -> Markup:
        """Return the picture, to be put into a page as it is."""
        return Markup(tostring(self._root, encoding="unicode"))  # noqa: S704 - the tree escapes what stands in it

    def _shape(self, name: str, kind: str, said: str = "", **places: float) -> None:
        shape = SubElement(
            self._root, name, {"class": kind, **{place: f"{pixel:.1f}" for place, pixel in places.items()}}
        )
        if said:
            SubElement(shape, "title").text = said

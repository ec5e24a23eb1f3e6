from xml.etree import ElementTree

from receiver.web.charts.svg import Drawing


def _drawing() -> Drawing:
    return Drawing("memory", 100, 50, "Memory <of> web", "It rises & rises.")


def test_it_names_and_describes_itself() -> None:
    found = ElementTree.fromstring(_drawing().markup())
    assert (found.get("role"), found.get("aria-labelledby")) == ("img", "memory-title memory-desc")
    assert [(part.tag, part.get("id"), part.text) for part in found] == [
        ("title", "memory-title", "Memory <of> web"),
        ("desc", "memory-desc", "It rises & rises."),
    ]


def test_what_stands_in_it_is_never_markup() -> None:
    drawing = _drawing()
    drawing.text("label", 0, 0, "</svg><script>alert(1)</script>")
    drawing.dot('"><script>', 1, 1, 1, said="<b>")
    assert "<script" not in drawing.markup()
    assert "<b>" not in drawing.markup()


def test_shapes_carry_classes_and_no_style_that_the_policy_of_the_page_would_refuse() -> None:
    drawing = _drawing()
    drawing.path("history", "M0 0L1 1")
    drawing.path("nothing", "")
    drawing.line("limit", 0, 1, 2, 3)
    drawing.box("bar", 1, 2, 3, 4, said="three of four")
    shapes = list(ElementTree.fromstring(drawing.markup()))[2:]
    assert [shape.get("class") for shape in shapes] == ["history", "limit", "bar"]
    assert [shape.findtext("title") for shape in shapes] == [None, None, "three of four"]
    assert "style=" not in drawing.markup()

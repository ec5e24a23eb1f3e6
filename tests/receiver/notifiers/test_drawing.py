import pytest

from receiver.notifiers.drawing import carried, drawn, missing
from receiver.notifiers.examples import example
from tests.support.builders import event


def test_what_a_message_carries_can_be_drawn_later() -> None:
    found = drawn(carried(example("acted")))
    assert found is not None
    content, says = found
    assert content.startswith(b"\x89PNG")
    assert says == "confirmed: 97% to reach the limit within the horizon"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_what_cannot_be_drawn_is_left_out() -> None:
    carries = carried(example("acted"))
    assert carries is not None
    values = [-1e308, *carries["values"][1:-1], 1e308]
    assert drawn(carries | {"values": values}) is None


def test_without_a_picture_there_is_nothing_to_draw() -> None:
    assert carried(event()) is None
    assert drawn(None) is None


def test_with_matplotlib_nothing_is_missing() -> None:
    assert missing() == ""

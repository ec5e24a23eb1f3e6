import pytest

from receiver.domain.event import EventKind
from receiver.notifiers.examples import KINDS, example


def test_there_is_one_of_every_kind() -> None:
    assert {example(name).kind for name in KINDS} == set(EventKind)
    assert example("confirmed").kind is EventKind.HELD


@pytest.mark.parametrize("name", KINDS)
def test_an_example_says_what_is_needed_at_night(name: str) -> None:
    one = example(name)
    assert {"Where", "Forecast", "Runs out", "How sure"} <= one.facts.keys()
    assert one.detail
    assert one.picture is not None

import pytest

from tests.support.builders import GIB, volume


def test_a_volume_that_has_what_its_claim_asks_for_is_finished() -> None:
    assert volume().unfinished == ""
    assert volume(capacity_bytes=11 * GIB, conditions=("ModifyingVolume",)).unfinished == ""


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ((), "capacity is below what was asked for"),
        (("FileSystemResizePending",), "FileSystemResizePending"),
        (("ControllerResizeError", "Resizing"), "Resizing, ControllerResizeError"),
    ],
)
def test_one_that_has_not_says_what_it_waits_for(conditions: tuple[str, ...], words: str) -> None:
    assert words == volume(requested_bytes=12 * GIB, conditions=conditions).unfinished


def test_a_growth_that_is_still_being_made_is_unfinished_whatever_the_numbers_say() -> None:
    assert volume(conditions=("Resizing",)).unfinished == "Resizing"


@pytest.mark.parametrize(("requested", "capacity"), [(9, 10), (10, 10), (10, 0)])
def test_its_size_is_what_it_cannot_be_asked_to_fall_below(requested: int, capacity: int) -> None:
    assert volume(requested_bytes=requested * GIB, capacity_bytes=capacity * GIB).size_bytes == 10 * GIB

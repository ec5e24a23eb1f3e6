from leaky.hoard import PAGE, Hoard
from leaky.settings import MIB
from leaky.usage import anonymous_bytes


def test_what_is_held_is_resident_and_what_is_let_go_is_freed() -> None:
    hoard = Hoard()
    before = anonymous_bytes()
    for _ in range(8):
        hoard.grow(4 * MIB)
    assert abs(anonymous_bytes() - before - 32 * MIB) < 2 * MIB
    hoard.shrink(16 * MIB)
    assert hoard.held_bytes == 16 * MIB
    assert abs(anonymous_bytes() - before - 16 * MIB) < 2 * MIB
    hoard.shrink(16 * MIB)


def test_sizes_are_rounded_up_to_pages() -> None:
    hoard = Hoard()
    hoard.grow(1)
    assert hoard.held_bytes == PAGE


def test_shrinking_an_empty_hoard_changes_nothing() -> None:
    hoard = Hoard()
    hoard.shrink(PAGE)
    assert hoard.held_bytes == 0

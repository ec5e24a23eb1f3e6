from receiver.backtest.examples import examples
from receiver.domain.spell import Spell
from tests.receiver.backtest.outcomes import crossing, look, page, series
from tests.receiver.backtest.tracks import entry


def test_the_longest_lead_a_false_page_and_a_miss_are_shown() -> None:
    early = series(page(8_000.0, 10_100.0), crossings=(crossing(10_000.0),), pod="early")
    late = series(page(9_900.0, 10_100.0), crossings=(crossing(10_000.0),), pod="late")
    false = series(page(50_000.0, 50_100.0), pod="false")
    missed = series(page(9_000.0, 10_100.0, look(9_000.0, 0.1)), crossings=(crossing(10_000.0),), pod="missed")
    shown = examples(entry(), [early, late, false, missed])
    assert [(one.title, one.key[1]) for one in shown] == [
        ("caught 33 min before", "early"),
        ("a page that came to nothing", "false"),
        ("missed", "missed"),
    ]
    assert shown[0].told == (Spell(8_000.0, 10_100.0),)


def test_where_nothing_happened_nothing_is_shown() -> None:
    assert examples(entry(), [series()]) == ()

from receiver.domain.spell import Spell
from tests.support.builders import NOW_S
from tests.support.stores import Stores

LABELS = {"namespace": "shop", "pod": "web-1"}


def _note(stores: Stores, start_s: float, end_s: float, **labels: str) -> bool:
    spell = Spell(NOW_S + start_s, NOW_S + end_s)
    return stores.breaches.note("memory", ["warning", "critical"], {**LABELS, **labels}, spell, same_within_s=600.0)


def _spells(stores: Stores) -> list[tuple[float, float]]:
    found = stores.breaches.between("memory", "critical", 0.0, NOW_S + 1e6)
    return [(one.at_s - NOW_S, one.until_s - NOW_S) for one in found]


def test_a_breach_that_goes_on_is_one(stores: Stores) -> None:
    assert [_note(stores, 0.0, 300.0), _note(stores, 0.0, 300.0), _note(stores, 900.0, 1200.0)] == [True, False, False]
    assert _spells(stores) == [(0.0, 1200.0)]


def test_after_a_while_below_the_limit_it_is_another(stores: Stores) -> None:
    assert [_note(stores, 0.0, 300.0), _note(stores, 901.0, 1200.0)] == [True, True]
    assert _spells(stores) == [(0.0, 300.0), (901.0, 1200.0)]


def test_series_are_told_apart_by_their_by_labels(stores: Stores) -> None:
    assert [_note(stores, 0.0, 300.0), _note(stores, 0.0, 300.0, pod="web-2")] == [True, True]


def test_a_look_at_older_times_changes_nothing_that_came_later(stores: Stores) -> None:
    _note(stores, 2000.0, 2300.0)
    assert _note(stores, 0.0, 300.0)
    assert _spells(stores) == [(0.0, 300.0), (2000.0, 2300.0)]


def test_only_what_touches_the_period_is_found_for_alerts_that_could_have_foreseen_it(stores: Stores) -> None:
    _note(stores, 0.0, 300.0)
    period = (NOW_S + 300.0, NOW_S + 400.0)
    assert len(stores.breaches.between("memory", "warning", *period)) == 1
    assert stores.breaches.between("memory", "page", *period) == []
    assert stores.breaches.between("disk", "warning", *period) == []
    assert stores.breaches.between("memory", "warning", NOW_S + 301.0, NOW_S + 400.0) == []
    assert stores.breaches.speeds(*period) == {("memory", "warning"), ("memory", "critical")}


def test_old_ones_are_forgotten(stores: Stores) -> None:
    _note(stores, 0.0, 300.0)
    assert [stores.breaches.forget(NOW_S + 300.0), stores.breaches.forget(NOW_S + 301.0)] == [0, 1]

import pytest

from receiver.clock import FrozenClock
from receiver.domain.episode import Episode
from receiver.domain.prediction import Came
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.spell import Spell
from receiver.scorecard.card import Scorecard
from receiver.store import scorecards
from tests.support.builders import NOW_S, alert, plan
from tests.support.stores import Stores

HORIZON_S = 1800.0
SERIES = {"forecast": "memory", "namespace": "shop", "pod": "web-1"}


def _looked(stores: Stores, clock: FrozenClock, episode: Episode, at_s: float, came: Came) -> None:
    stores.predictions.put(
        episode,
        series=SERIES,
        at_s=at_s,
        horizon_s=HORIZON_S,
        raw_probability=0.9,
        probability=0.9,
        believed=True,
        look_after_s=0.0,
    )
    clock.at_s = at_s + HORIZON_S
    for due in stores.predictions.due(1):
        stores.predictions.settle(due, came, at_s + 600.0 if came is Came.CROSSED else None)


def _cards(stores: Stores, since_s: float = NOW_S) -> list[Scorecard]:
    return stores.scorecards.cards(since_s, NOW_S + 1e6)


def test_it_counts_what_was_believed_and_what_nobody_foresaw(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    _looked(stores, clock, episode, NOW_S, Came.CROSSED)
    _looked(stores, clock, episode, NOW_S + 5000.0, Came.STAYED)
    stores.breaches.note("memory", ["critical"], SERIES, Spell(NOW_S + 700.0, NOW_S + 900.0), 600.0)
    stores.breaches.note("memory", ["critical"], SERIES, Spell(NOW_S + 20_000.0, NOW_S + 20_300.0), 600.0)
    [found] = _cards(stores)
    assert (found.forecast, found.severity, found.tally.precision) == ("memory", "critical", 0.5)
    assert (found.tally.crossings, found.tally.missed, found.tally.leads_s) == (2, 1, (600.0,))


def test_a_forecast_that_never_spoke_has_one_when_something_ran_out(stores: Stores) -> None:
    stores.breaches.note("disk", ["critical", "warning"], SERIES, Spell(NOW_S, NOW_S), 600.0)
    found = _cards(stores)
    assert [(one.forecast, one.severity, one.tally.recall) for one in found] == [
        ("disk", "critical", 0.0),
        ("disk", "warning", 0.0),
    ]
    assert stores.scorecards.cards(NOW_S, NOW_S + 1.0, "memory") == []


def test_looks_that_say_nothing_of_their_series_are_left_out(stores: Stores, clock: FrozenClock) -> None:
    _looked(stores, clock, stores.accepted(alert()), NOW_S, Came.STAYED)
    with stores.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE predictions SET series = '', believed = false")
    [found] = _cards(stores)
    assert (found.tally.pages, found.calibration.moments) == (0, 0)


def test_when_more_is_on_record_than_is_read_it_says_from_when_it_counts(
    stores: Stores, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = stores.accepted(alert())
    for number in range(4):
        _looked(stores, clock, episode, NOW_S + 5000.0 * number, Came.STAYED)
    monkeypatch.setattr(scorecards, "MOST_LOOKS", 2)
    [found] = _cards(stores)
    assert (found.since_s, found.tally.pages) == (NOW_S + 10_000.0, 2)


def _acted(stores: Stores, clock: FrozenClock, episode: Episode, wanted: int) -> Remediation:
    claimed = stores.intended(episode, plan(wanted=wanted, previous=wanted - 2), lease_s=600.0)
    return stores.held(stores.remediations.acted(claimed, "done", 60.0))


def test_what_was_done_counts_until_it_was_given_back(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    _looked(stores, clock, episode, NOW_S, Came.REMEDIATED)
    clock.at_s = NOW_S
    done = stores.remediations.verified(_acted(stores, clock, episode, 3), Outcome.NO_EFFECT, "no")
    clock.advance(7200.0)
    stores.remediations.ended(stores.held(done), State.GIVEN_BACK, "over")
    clock.advance(1e5)
    [found] = _cards(stores)
    assert [(one.outcome, one.count, one.replica_hours) for one in found.done] == [("no_effect", 1, 4.0)]
    assert (found.tally.censored, found.tally.judged) == (1, 0)
    assert _cards(stores, NOW_S + 1.0) == []


def test_what_a_later_step_took_over_counts_until_then_and_goes_on_there(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    _looked(stores, clock, episode, NOW_S, Came.REMEDIATED)
    clock.at_s = NOW_S
    stores.remediations.verified(_acted(stores, clock, episode, 3), Outcome.WORKED, "yes")
    clock.advance(3600.0)
    _acted(stores, clock, episode, 5)
    clock.advance(3600.0)
    [found] = _cards(stores)
    assert [(one.outcome, one.replica_hours) for one in found.done] == [("unverified", 4.0), ("worked", 2.0)]

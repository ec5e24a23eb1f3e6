from dataclasses import replace
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.prediction import Came, Prediction
from receiver.domain.target import Target
from tests.support.builders import NOW_S, TARGET, alert, assessment, labelled, plan
from tests.support.past import LONG_AGO_S, effort, fill
from tests.support.stores import Stores, open_stores

HORIZON_S = 1800.0


def _put(stores: Stores, episode: Episode, at_s: float = NOW_S, probability: float = 0.7) -> bool:
    return stores.predictions.put(
        episode,
        series={name: episode.alert.labels[name] for name in ("namespace", "pod") if name in episode.alert.labels},
        at_s=at_s,
        horizon_s=HORIZON_S,
        raw_probability=probability,
        probability=probability,
        believed=probability >= 0.5,
        look_after_s=20.0,
    )


def _only(stores: Stores, clock: FrozenClock) -> Prediction:
    clock.at_s = NOW_S + HORIZON_S + 20.0
    [due] = stores.predictions.due(10)
    return due


def test_it_is_due_when_its_horizon_is_over_and_the_last_samples_are_there(stores: Stores, clock: FrozenClock) -> None:
    assert _put(stores, stores.accepted(alert()))
    clock.advance(HORIZON_S + 19.0)
    assert stores.predictions.due(10) == []
    clock.advance(1.0)
    [due] = stores.predictions.due(10)
    assert (due.forecast, due.severity, due.raw_probability, due.over_at_s) == (
        "memory",
        "critical",
        0.7,
        NOW_S + HORIZON_S,
    )
    assert due.labels == alert().labels


@pytest.mark.parametrize(
    ("after_s", "recorded", "weight"), [(449.0, False, None), (450.0, True, 0.25), (5000.0, True, 1.0)]
)
def test_looks_that_follow_one_another_are_sampled_and_weigh_what_they_add(
    stores: Stores, clock: FrozenClock, after_s: float, recorded: bool, weight: float | None
) -> None:
    episode = stores.accepted(alert())
    _put(stores, episode)
    assert _put(stores, episode, NOW_S + after_s) is recorded
    weights = stores.rows("SELECT weight FROM predictions ORDER BY id")
    assert weights == ([(1.0,), (weight,)] if recorded else [(1.0,)])


@pytest.mark.parametrize("changed", [{"pod": "web-2"}, {"severity": "warning"}, {"forecast": "disk"}])
def test_another_alert_is_sampled_by_itself(stores: Stores, changed: dict[str, str]) -> None:
    alerts = (alert(), replace(labelled(**changed), fingerprint="bb"))
    assert [_put(stores, stores.accepted(one)) for one in alerts] == [True, True]


def test_the_same_series_under_another_fingerprint_and_other_labels_says_nothing_new(stores: Stores) -> None:
    alerts = (alert(), replace(labelled(nonce="1"), fingerprint="bb"))
    assert [_put(stores, stores.accepted(one)) for one in alerts] == [True, False]


def test_what_came_is_written_once_whoever_reads_it(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, stores.accepted(alert()))
    due = _only(stores, clock)
    assert [stores.predictions.settle(due, Came.CROSSED), stores.predictions.settle(due, Came.STAYED)] == [True, False]
    assert stores.predictions.counts() == {("memory", "critical"): {Came.CROSSED: 1}}
    assert stores.predictions.due(10) == []


def test_only_what_crossed_or_stayed_teaches(stores: Stores, clock: FrozenClock) -> None:
    for number, came in enumerate(Came):
        episode = stores.accepted(replace(labelled(pod=f"web-{number}"), fingerprint=str(number)))
        _put(stores, episode, probability=number / 10)
        due = _only(stores, clock)
        if came is not Came.PENDING:
            stores.predictions.settle(due, came)
        else:
            stores.predictions.later([due], 1e6)
        clock.at_s = NOW_S
    taught = {one.came for one in stores.predictions.settled("memory", "critical", 10)}
    assert taught == {Came.CROSSED, Came.STAYED}
    assert stores.predictions.settled("memory", "warning", 10) == []


def test_what_could_not_be_read_waits(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, stores.accepted(alert()))
    stores.predictions.later([_only(stores, clock)], 300.0)
    assert stores.predictions.due(10) == []
    clock.advance(300.0)
    assert len(stores.predictions.due(10)) == 1


def _acted(stores: Stores, clock: FrozenClock, episode: Episode, at_s: float, lease_s: float = 600.0) -> None:
    clock.at_s = at_s
    claimed = stores.intended(episode, lease_s=lease_s)
    stores.remediations.acted(claimed, "done", 60.0)


@pytest.mark.parametrize(
    ("acted_s", "lease_s", "counts"),
    [
        (10.0, 600.0, True),
        (HORIZON_S, 600.0, True),
        (HORIZON_S + 1, 600.0, False),
        (-700.0, 600.0, False),
        (-500.0, 600.0, True),
    ],
)
def test_a_change_counts_when_it_was_on_loan_within_the_horizon(
    stores: Stores, clock: FrozenClock, acted_s: float, lease_s: float, counts: bool
) -> None:
    episode = stores.accepted(alert())
    _acted(stores, clock, episode, NOW_S + acted_s, lease_s)
    clock.at_s = NOW_S
    _put(stores, episode)
    assert (stores.predictions.acted_meanwhile_s(_only(stores, clock)) is not None) is counts


@pytest.mark.parametrize(("target", "counts"), [(TARGET, True), (Target("Deployment", "shop", "api"), False)])
def test_a_change_that_another_alert_asked_for_counts_when_it_is_on_the_target_that_the_looks_named(
    stores: Stores, clock: FrozenClock, target: Target, counts: bool
) -> None:
    mine, other = (stores.accepted(alert(fingerprint=one)) for one in ("aa", "bb"))
    _put(stores, mine)
    _acted(stores, clock, other, NOW_S + 10)
    stores.episodes.record(mine, assessment(), Decision(plan(target=target), Hold("running", "why")), "abc123")
    assert (stores.predictions.acted_meanwhile_s(_only(stores, clock)) is not None) is counts


@pytest.mark.parametrize(
    ("namespace", "counts"),
    [("shop", True), ("sho", False), ("sh%p", False), ("sh_p", False), ("web", False), ("", False)],
)
def test_where_the_looks_named_no_target_a_change_in_the_same_namespace_counts(
    stores: Stores, clock: FrozenClock, namespace: str, counts: bool
) -> None:
    mine = stores.accepted(replace(labelled(namespace=namespace), fingerprint="aa"))
    _put(stores, mine)
    stores.episodes.record(mine, assessment(), Decision(None, Hold("severity", "why")), "abc123")
    _acted(stores, clock, stores.accepted(alert(fingerprint="bb")), NOW_S + 10)
    assert (stores.predictions.acted_meanwhile_s(_only(stores, clock)) is not None) is counts


def test_old_ones_are_forgotten(stores: Stores) -> None:
    _put(stores, stores.accepted(alert()))
    assert [stores.predictions.forget(NOW_S), stores.predictions.forget(NOW_S + 1)] == [0, 1]


def test_it_outlives_its_episode(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, replace(stores.accepted(alert()), id=999))
    assert _only(stores, clock).episode_id == 999


def _stated(stores: Stores) -> list[tuple[float, bool]]:
    rows = stores.rows("SELECT assessed_at_s, believed FROM predictions ORDER BY id")
    return [(at_s - NOW_S, bool(believed)) for at_s, believed in rows]


def test_the_first_look_that_is_believed_is_kept_however_soon_it_comes(stores: Stores) -> None:
    episode = stores.accepted(alert())
    for after_s, probability in ((0.0, 0.2), (20.0, 0.3), (40.0, 0.9), (60.0, 0.9), (80.0, 0.2), (100.0, 0.9)):
        _put(stores, episode, NOW_S + after_s, probability)
    assert _stated(stores) == [(0.0, False), (40.0, True)]


def test_when_the_limit_was_reached_stands_beside_it(stores: Stores, clock: FrozenClock) -> None:
    _put(stores, stores.accepted(alert()))
    stores.predictions.settle(_only(stores, clock), Came.CROSSED, NOW_S + 9.0)
    [found] = stores.predictions.settled("memory", "critical", 1)
    assert (found.crossed_at_s, found.believed, found.probability) == (NOW_S + 9.0, True, 0.7)


def test_of_whom_something_was_learned_lately_is_found_without_reading_what_is_old(
    tmp_path: Path, clock: FrozenClock
) -> None:
    stores = open_stores(tmp_path / "receiver.db", clock)

    def look() -> int:
        return effort(stores, lambda: stores.predictions.settled_since(NOW_S))

    few = look()
    fill(stores, 2000, at_s=LONG_AGO_S)
    assert look() <= few + 10
    assert stores.predictions.settled_since(LONG_AGO_S) == ["memory"]
    stores.database.close()

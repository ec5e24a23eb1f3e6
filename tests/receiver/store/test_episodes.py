import json
from pathlib import Path
from typing import Any

import pytest

from receiver.clock import FrozenClock
from receiver.domain.alert import AlertStatus
from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.target import Target
from receiver.domain.verdict import Verdict, inconclusive
from tests.support.builders import NOW_S, TARGET, alert, assessment, plan
from tests.support.past import LONG_AGO_S, effort, fill
from tests.support.stores import Stores, open_stores


def test_an_episode_is_found_by_its_number_whatever_its_state(stores: Stores) -> None:
    episode = stores.accepted(alert())
    stores.episodes.close(episode)
    assert episode.alert == stores.episodes.get(episode.id).alert


def test_failures_in_a_row_are_counted_and_wait_longer_each_time(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    for attempts, wait_s in ((1, 1.0), (2, 2.0), (3, 5.0)):
        stores.episodes.retry(episode, "Prometheus cannot be reached", None)
        assert stores.episodes.claim() is None
        clock.advance(wait_s)
        again = stores.episodes.claim()
        assert again is not None
        assert attempts == again.attempts
        episode = again
    assert stores.rows("SELECT last_error FROM episodes") == [("Prometheus cannot be reached",)]


def test_a_success_ends_the_row_of_failures(stores: Stores, clock: FrozenClock) -> None:
    stores.episodes.retry(stores.accepted(alert()), "failed", None)
    clock.advance(1)
    again = stores.episodes.claim()
    assert again is not None
    stores.episodes.look_again(again, after_s=0)
    assert stores.episodes.get(again.id).attempts == 0


def test_a_closed_episode_is_not_claimed_again(stores: Stores, clock: FrozenClock) -> None:
    stores.episodes.close(stores.accepted(alert()))
    clock.advance(3600)
    assert stores.episodes.claim() is None
    assert stores.episodes.depth() == 0


def test_the_dead_letter_keeps_the_error(stores: Stores) -> None:
    stores.episodes.close(stores.accepted(alert()), state="dead", error="KeyError: 'x'")
    assert stores.rows("SELECT state, last_error, ends_at_s FROM episodes") == [("dead", "KeyError: 'x'", NOW_S)]


def test_an_alert_that_came_back_while_its_end_was_worked_on_stays_open(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([alert("resolved")])
    ended = stores.episodes.claim()
    assert ended is not None
    stores.inbox.accept([alert()])
    stores.episodes.close(ended)
    clock.advance(60)
    back = stores.episodes.claim()
    assert back is not None
    assert AlertStatus.FIRING is back.alert.status


def test_a_look_is_recorded_with_what_was_seen_and_decided(stores: Stores) -> None:
    episode = stores.accepted(alert())
    decision = Decision(plan(), Hold("mode", "mode is dry-run"))
    stores.episodes.record(episode, assessment(probability=0.97), decision, "abc123")
    [(number, at_s, catalog_hash, seen, planned, held_by, reason)] = stores.rows(
        "SELECT episode_id, at_s, catalog_hash, assessment, plan, held_by, reason FROM evaluations"
    )
    assert (episode.id, NOW_S, "abc123") == (number, at_s, catalog_hash)
    assert json.loads(seen)["probability"] == 0.97
    assert (str(plan()), "mode", "mode is dry-run") == (planned, held_by, reason)


def test_infinities_are_recorded_as_text_because_json_has_none(stores: Stores) -> None:
    unsure = inconclusive("data", "no samples", 600.0)
    stores.episodes.record(stores.accepted(alert()), unsure, Decision(None, None), "abc123")
    [(seen,)] = stores.rows("SELECT assessment FROM evaluations")
    assert (json.loads(seen)["eta_s"], json.loads(seen)["level"]) == ("Infinity", "NaN")
    assert "Infinity" in json.loads(seen).values()
    json.loads(seen, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def _record(
    stores: Stores, episode: Episode, verdict: Verdict = Verdict.CONFIRMED, guard: str = "mode", **changed: Any
) -> None:
    decision = Decision(plan(**changed), Hold(guard, "why"))
    stores.episodes.record(episode, assessment(verdict), decision, "abc123")


def test_a_look_that_decides_the_same_again_is_not_recorded(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    for _ in range(3):
        _record(stores, episode)
        clock.advance(20)
    assert stores.rows("SELECT at_s FROM evaluations") == [(NOW_S,)]


@pytest.mark.parametrize(
    "change",
    [{"verdict": Verdict.REFUTED}, {"guard": "bounds"}, {"wanted": 4}, {"target": Target("Deployment", "shop", "api")}],
    ids=["verdict", "guard", "plan", "target"],
)
def test_whatever_changes_in_the_decision_is_recorded_both_ways(stores: Stores, change: dict[str, Any]) -> None:
    episode = stores.accepted(alert())
    _record(stores, episode)
    _record(stores, episode, **change)
    _record(stores, episode)
    assert stores.rows("SELECT count(*) FROM evaluations") == [(3,)]


def test_each_episode_has_its_own_record(stores: Stores) -> None:
    for fingerprint in ("aa", "bb"):
        _record(stores, stores.accepted(alert(fingerprint=fingerprint)))
    assert stores.rows("SELECT episode_id FROM evaluations ORDER BY id") == [(1,), (2,)]


def test_another_open_episode_that_is_believed_needs_the_same_target(stores: Stores) -> None:
    one, other = stores.accepted(alert(fingerprint="aa")), stores.accepted(alert(fingerprint="bb"))
    _record(stores, one)
    assert not stores.episodes.confirmed_elsewhere(TARGET, one.id)
    assert stores.episodes.confirmed_elsewhere(TARGET, other.id)
    assert not stores.episodes.confirmed_elsewhere(Target("Deployment", "shop", "api"), other.id)


def test_what_another_episode_last_saw_counts_and_not_what_it_saw_before(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="bb"))
    for verdict, needed in ((Verdict.CONFIRMED, True), (Verdict.REFUTED, False), (Verdict.CONFIRMED, True)):
        _record(stores, other, verdict)
        assert stores.episodes.confirmed_elsewhere(TARGET, 99) == needed


def test_an_episode_that_is_over_needs_nothing(stores: Stores) -> None:
    other = stores.accepted(alert(fingerprint="bb"))
    _record(stores, other)
    stores.episodes.close(other)
    assert not stores.episodes.confirmed_elsewhere(TARGET, 99)


def test_what_is_needed_elsewhere_is_found_among_the_open_alone(tmp_path: Path, clock: FrozenClock) -> None:
    """With a month of 60,000 episodes and 1,800 open ones it had taken twelve seconds, for every loan at every look."""
    stores = open_stores(tmp_path / "receiver.db", clock)
    _record(stores, stores.accepted(alert(fingerprint="bb")), Verdict.REFUTED)

    def look() -> int:
        return effort(stores, lambda: stores.episodes.confirmed_elsewhere(TARGET, 99))

    few = look()
    fill(stores, 2000, at_s=LONG_AGO_S)
    assert look() <= few + 10
    stores.database.close()


def test_an_episode_says_whether_it_is_still_worked_on(stores: Stores) -> None:
    episode = stores.accepted(alert())
    assert episode.open
    stores.episodes.close(episode)
    assert not stores.episodes.get(episode.id).open

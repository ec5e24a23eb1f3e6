from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from receiver.clock import FrozenClock
from receiver.domain.alert import AlertStatus
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.episode_desk import EpisodeDesk
from receiver.pipeline.notify import Notify
from receiver.pipeline.work import Work
from receiver.store.queue import CLAIM_S
from tests.support.builders import alert, labelled, policy
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores

DeskOf = Callable[..., EpisodeDesk]


@dataclass
class Stage:
    """A stage that remembers what passed through it."""

    name: str
    seen: list[str]
    error: Exception | None = None
    works: list[Work] = field(default_factory=list)

    def run(self, work: Work) -> Work:
        self.seen.append(self.name)
        self.works.append(work)
        if self.error:
            raise self.error
        return work


@pytest.fixture
def seen() -> list[str]:
    return []


@pytest.fixture
def desk_of(stores: Stores, clock: FrozenClock) -> DeskOf:
    def made(*stages: Stage, stopping: Callable[[], bool] = lambda: False) -> EpisodeDesk:
        notify = Notify(stores.outbox, {"slack": RecordingNotifier()})
        return EpisodeDesk(stores.episodes, stores.remediations, policy(), list, stages, notify, clock, stopping)

    return made


def test_an_empty_queue_is_nothing_to_do(desk_of: DeskOf) -> None:
    assert not desk_of().step()


def test_an_episode_goes_through_the_stages_in_order(stores: Stores, desk_of: DeskOf, seen: list[str]) -> None:
    stores.inbox.accept([alert()])
    assert desk_of(Stage("first", seen), Stage("second", seen)).step()
    assert seen == ["first", "second"]


def test_a_failed_stage_ends_the_look(stores: Stores, desk_of: DeskOf, seen: list[str]) -> None:
    stores.inbox.accept([alert()])
    desk_of(Stage("first", seen, PermanentError("no")), Stage("second", seen)).step()
    assert seen == ["first"]


def test_the_alerts_labels_select_entry_and_speed(stores: Stores, desk_of: DeskOf, seen: list[str]) -> None:
    stage = Stage("only", seen)
    stores.inbox.accept([alert()])
    desk_of(stage).step()
    assert stage.works[0].entry == policy().forecasts["memory"]
    assert stage.works[0].speed == policy().forecasts["memory"].alert_for("critical")


@pytest.mark.parametrize(("forecast", "wait_s"), [("memory", 20.0), ("unknown", 300.0)])
def test_a_firing_episode_is_looked_at_again_when_new_data_is_there(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock, forecast: str, wait_s: float
) -> None:
    stores.inbox.accept([labelled(forecast=forecast)])
    desk = desk_of(Stage("only", seen))
    desk.step()
    clock.advance(wait_s - 1)
    assert not desk.step()
    clock.advance(1)
    assert desk.step()


def test_a_resolved_episode_is_closed_without_a_look(stores: Stores, desk_of: DeskOf, seen: list[str]) -> None:
    stores.inbox.accept([alert()])
    stores.inbox.accept([replace(alert(), status=AlertStatus.RESOLVED)])
    assert desk_of(Stage("only", seen)).step()
    assert (seen, stores.episodes.depth()) == ([], 0)


@dataclass
class Slow(Stage):
    """A stage that takes its time."""

    clock: FrozenClock = field(default_factory=FrozenClock)

    def run(self, work: Work) -> Work:
        self.clock.advance(15)
        return super().run(work)


def test_who_is_not_reached_while_the_data_is_fresh_waits_for_the_next_batch(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    stores.inbox.accept([alert(fingerprint=fingerprint) for fingerprint in ("aa", "bb", "cc")])
    slow = Slow("slow", seen, clock=clock)
    desk = desk_of(slow)
    desk.step()
    assert [work.episode.alert.fingerprint for work in slow.works] == ["aa", "bb"]
    assert stores.rows(
        "SELECT fingerprint FROM episodes WHERE claimed_until_s = 0 AND due_s <= ?", clock.now() - 30
    ) == [("cc",)]
    desk.step()
    assert "cc" in [work.episode.alert.fingerprint for work in slow.works]


def test_a_process_that_stops_finishes_the_episode_it_is_at_and_leaves_the_others_free(
    stores: Stores, desk_of: DeskOf, seen: list[str]
) -> None:
    stores.inbox.accept([alert(fingerprint=fingerprint) for fingerprint in ("aa", "bb", "cc")])
    only = Stage("only", seen)
    desk = desk_of(only, Stage("last", seen), stopping=lambda: bool(only.works))
    desk.step()
    assert seen == ["only", "last"]
    free = stores.rows("SELECT fingerprint FROM episodes WHERE claimed_by = '' AND due_s <= last_seen_s")
    assert free == [("bb",), ("cc",)]


def test_what_fails_over_one_episode_leaves_the_others_free(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    class Broken(Stage):
        def run(self, work: Work) -> Work:
            raise KeyboardInterrupt

    stores.inbox.accept([alert(fingerprint=fingerprint) for fingerprint in ("aa", "bb")])
    with pytest.raises(KeyboardInterrupt):
        desk_of(Broken("broken", seen)).step()
    free = stores.rows("SELECT fingerprint FROM episodes WHERE claimed_until_s = 0")
    assert free == [("bb",)]


def _kinds(stores: Stores) -> list[str]:
    return [kind for (kind,) in stores.rows("SELECT kind FROM messages ORDER BY id")]


def test_people_are_told_when_no_look_has_succeeded_for_half_a_minute_however_few_tries_that_was(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    stores.inbox.accept([alert()])
    slow = desk_of(Stage("refine", seen, TemporaryError("Prometheus: no answer within 10 s")))
    slow.step()
    clock.advance(29)
    slow.step()
    assert _kinds(stores) == []
    clock.advance(3)
    slow.step()
    assert _kinds(stores) == ["blind"]


def test_each_outage_is_told_once(stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    stage = Stage("refine", seen)
    desk = desk_of(stage)
    for _ in range(2):
        stage.error = TemporaryError("Prometheus: connection refused")
        for _ in range(5):
            desk.step()
            clock.advance(60)
        stage.error = None
        desk.step()
        clock.advance(60)
    assert _kinds(stores) == ["blind", "blind"]


def test_the_first_failure_after_a_long_wait_pages_nobody(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    stores.inbox.accept([alert()])
    clock.advance(3600)  # the receiver was down, and Prometheus comes back with it
    desk_of(Stage("refine", seen, TemporaryError("Prometheus: connection refused"))).step()
    assert _kinds(stores) == []


def test_an_episode_that_kills_the_process_again_and_again_ends_in_the_dead_letter_and_people_are_told(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    stores.inbox.accept([alert()])
    for _ in range(11):
        stores.episodes.claim()  # and dies
        clock.advance(CLAIM_S)
    desk_of(Stage("refine", seen)).step()
    assert seen == []
    assert _kinds(stores) == ["blind"]
    assert [one.error for one in stores.episodes.dead()] == [
        "not acted: the receiver died or froze 11 times in a row while it worked on this"
    ]


def test_a_look_that_takes_long_renews_its_claim_before_every_stage(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    class Long(Stage):
        def run(self, work: Work) -> Work:
            clock.advance(0.8 * CLAIM_S)
            return super().run(work)

    stores.inbox.accept([alert()])
    desk_of(Long("first", seen), Long("second", seen), Long("third", seen)).step()
    assert seen == ["first", "second", "third"]
    assert stores.rows("SELECT interruptions, claimed_by FROM episodes") == [(0, "")]


def test_a_look_whose_claim_was_lost_ends_before_the_next_stage(
    stores: Stores, desk_of: DeskOf, seen: list[str], clock: FrozenClock
) -> None:
    class Frozen(Stage):
        def run(self, work: Work) -> Work:
            clock.advance(CLAIM_S)
            assert stores.episodes.claim() is not None
            return super().run(work)

    stores.inbox.accept([alert()])
    desk_of(Frozen("refine", seen), Stage("act", seen)).step()
    assert seen == ["refine"]

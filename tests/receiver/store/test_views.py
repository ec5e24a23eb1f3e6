import math
from typing import Any

import pytest
from sqlalchemy import insert

from receiver.clock import FrozenClock
from receiver.domain.approval import Answer
from receiver.domain.decision import Decision, Hold
from receiver.domain.overview import Counts
from receiver.domain.remediation import State
from receiver.domain.turn import Turn
from receiver.domain.verdict import Verdict
from receiver.store.schema import episodes
from receiver.store.views import MOST_ROWS, Wanted
from tests.support.builders import NOW_S, alert, assessment, labelled, plan
from tests.support.stores import Stores

_LIVE = Wanted()


def _looked(stores: Stores, name: str, verdict: Verdict = Verdict.CONFIRMED, **seen: Any) -> int:
    """Take in an alert of a pod and put a look at it on record; return the number of its episode."""
    episode = stores.accepted(alert(fingerprint=name, labels={**alert().labels, "pod": name}))
    decision = Decision(plan(), Hold("mode", "dry run"))
    stores.episodes.record(episode, assessment(verdict, **seen), decision, "abc123")
    return episode.id


def _pods(stores: Stores, wanted: Wanted = _LIVE) -> list[str]:
    return [row.labels["pod"] for row in stores.views.overview(wanted).rows]


def test_an_empty_store_is_an_empty_list(stores: Stores) -> None:
    found = stores.views.overview(_LIVE)
    assert (found.rows, found.found, found.counts, found.forecasts) == ((), 0, Counts(), ())


def test_the_believed_ones_come_first_the_soonest_at_the_top(stores: Stores) -> None:
    _looked(stores, "refuted", Verdict.REFUTED, eta_s=10.0)
    _looked(stores, "late", eta_s=900.0)
    _looked(stores, "never", eta_s=math.inf)
    _looked(stores, "soon", eta_s=60.0)
    stores.inbox.accept([labelled(pod="unseen")])
    assert _pods(stores) == ["soon", "late", "never", "refuted", "unseen"]


def test_a_row_says_what_the_newest_look_saw(stores: Stores, clock: FrozenClock) -> None:
    number = _looked(stores, "web", probability=0.97, eta_lower_s=300, eta_s=600, eta_upper_s=math.inf)
    row = stores.views.row(number)
    assert row is not None
    assert (row.verdict, row.probability, row.held_by, row.plan) == ("confirmed", 0.97, "mode", str(plan()))
    assert (row.runs_out_from_s, row.runs_out_at_s, row.runs_out_to_s) == (NOW_S + 300, NOW_S + 600, None)
    assert (row.looked_at_s, row.remediation, row.approval_id) == (NOW_S, None, None)


def test_the_newest_look_counts_even_when_it_changed_nothing_worth_a_record(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    for eta_s in (900.0, 500.0):
        clock.advance(60)
        stores.episodes.record(episode, assessment(eta_s=eta_s), Decision(plan(), None), "abc123")
    row = stores.views.row(episode.id)
    assert len(stores.rows("SELECT id FROM evaluations")) == 1
    assert row is not None
    assert row.runs_out_at_s == NOW_S + 120 + 500


def test_an_inconclusive_look_states_no_probability(stores: Stores) -> None:
    row = stores.views.row(_looked(stores, "web", Verdict.INCONCLUSIVE, eta_s=math.inf))
    assert row is not None
    assert (row.verdict, row.probability, row.runs_out_at_s) == ("inconclusive", None, None)


def test_what_was_done_and_what_waits_stand_in_the_row(stores: Stores) -> None:
    episode = stores.accepted(alert())
    question = stores.approvals.ask(episode, plan(), NOW_S + 600)
    claimed = stores.intended(episode)
    [row] = stores.views.overview(_LIVE).rows
    assert row.remediation == claimed
    assert row.approval_id == question.id
    assert stores.views.remediations(episode.id) == [claimed]
    assert stores.views.episode_of(claimed.id) == episode.id
    assert stores.views.overview(_LIVE).counts == Counts(live=1, running=1, waiting=1)
    stores.remediations.ended(stores.held(claimed), State.FAILED, "refused")
    stores.approvals.answer(question.id, Answer.DECLINED, "alice")
    assert stores.views.overview(_LIVE).counts == Counts(live=1)


def test_it_can_be_narrowed_to_a_forecast_or_to_words_in_the_labels(stores: Stores) -> None:
    stores.inbox.accept(
        [
            alert(fingerprint="1", labels={"forecast": "memory", "pod": "Web-1"}),
            alert(fingerprint="2", labels={"forecast": "disk", "pod": "web-100%"}),
        ]
    )
    assert _pods(stores, Wanted(forecast="disk")) == ["web-100%"]
    assert _pods(stores, Wanted(words="100%")) == ["web-100%"]
    assert _pods(stores, Wanted(words="_")) == []
    assert _pods(stores, Wanted(words="nothing")) == []
    assert stores.views.overview(Wanted(words="nothing")).forecasts == ("disk", "memory")


def test_a_page_holds_only_so_many_and_the_next_goes_on(stores: Stores) -> None:
    row = {"status": "firing", "annotations": {}, "starts_at_s": 0.0, "first_seen_s": 0.0, "last_seen_s": 0.0}
    rows = [
        row | {"fingerprint": str(number), "labels": {"pod": str(number)}, "state": "open", "due_s": 0.0}
        for number in range(MOST_ROWS + 2)
    ]
    with stores.database.transaction() as connection:
        connection.execute(insert(episodes), rows)
    assert stores.views.overview(_LIVE).found == MOST_ROWS + 2
    assert len(_pods(stores)) == MOST_ROWS
    assert _pods(stores, Wanted(page=2)) == [str(MOST_ROWS), str(MOST_ROWS + 1)]
    assert _pods(stores, Wanted(page=3)) == []


def test_the_past_is_a_list_of_its_own_newest_first(stores: Stores) -> None:
    for name in ("first", "second", "live"):
        episode = stores.accepted(
            labelled(pod=name) if name == "live" else alert(fingerprint=name, labels={"pod": name})
        )
        if name != "live":
            stores.episodes.close(episode)
    assert _pods(stores, Wanted(past=True)) == ["second", "first"]
    assert _pods(stores) == ["live"]


def test_what_waits_is_listed_by_urgency_and_what_was_answered_by_time(stores: Stores, clock: FrozenClock) -> None:
    episode = stores.accepted(alert())
    asked = [stores.approvals.ask(episode, plan(), NOW_S + in_s).id for in_s in (600, 300, 100)]
    stores.approvals.answer(asked[2], Answer.APPROVED, "alice")
    clock.advance(1)
    assert [one.id for one in stores.views.waiting()] == [asked[1], asked[0]]
    assert [one.id for one in stores.views.waiting(episode.id + 1)] == []
    assert [(one.id, one.answered_by) for one in stores.views.answered()] == [(asked[2], "alice")]
    clock.advance(400)
    assert [one.id for one in stores.views.waiting(episode.id)] == [asked[0]]


def test_the_kill_switch_says_how_it_stands_and_who_turned_it(stores: Stores, clock: FrozenClock) -> None:
    assert stores.views.kill_switch().reason == ""
    stores.kill_switch.turn_on("migration", "alice")
    assert stores.views.kill_switch().reason == "migration"
    clock.advance(60)
    stores.kill_switch.turn_off("done", "bob")
    shown = stores.views.kill_switch()
    assert shown.reason == ""
    assert shown.turns == (Turn(NOW_S + 60, False, "done", "bob"), Turn(NOW_S, True, "migration", "alice"))


@pytest.mark.parametrize("number", [0, 77])
def test_what_is_not_there_is_none(stores: Stores, number: int) -> None:
    assert stores.views.row(number) is None
    assert stores.views.episode_of(str(number)) is None
    assert stores.history.life(number) is None

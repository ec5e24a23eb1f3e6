import json
from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from receiver.policy import record
from receiver.store import Stores
from receiver.store.views import Wanted
from tests.support.builders import alert, assessment, entry, plan, situation
from tests.support.scenes import eventful, policy
from tests.support.site import open_site
from tests.support.visit import Visit


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """An eventful hour; only looked at."""
    folder: Path = tmp_path_factory.mktemp("hour")
    stores = eventful(folder / "receiver.db", FrozenClock())
    return Visit(open_site(stores, folder / "secrets", policy=policy())).log_in()


def _text(visit: Visit, path: str) -> str:
    answer = visit.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def _episode(stores: Stores, pod: str) -> int:
    [number] = [row.episode_id for row in stores.views.overview(_any(pod)).rows]
    return number


def _any(pod: str) -> Wanted:
    return Wanted(words=pod)


def test_it_answers_what_somebody_paged_wants_to_know(hour: Visit) -> None:
    text = _text(hour, f"/episodes/{_episode(hour.site.stores, 'checkout')}")
    for said in (
        "When it runs out",
        "not in sight",
        "scale Deployment/shop/checkout replicas 2→4",
        "worked; on loan",
        "Stop all acting",
        "receiver replay",
    ):
        assert said in text


def test_it_shows_the_picture_and_its_numbers_in_words_and_as_a_table(hour: Visit) -> None:
    text = _text(hour, f"/episodes/{_episode(hour.site.stores, 'search')}")
    assert (
        text.count('<svg viewBox="0 0 860 320" role="img"') == text.count('<svg viewBox="0 0 380 270" role="img"') == 1
    )
    assert "Utilisation, share of the limit" in text
    assert "The limit is most likely reached in" in text


def test_every_gate_and_every_guard_is_shown_with_what_it_said(hour: Visit) -> None:
    text = _text(hour, f"/episodes/{_episode(hour.site.stores, 'ledger')}")
    for said in (
        "<code>coverage</code>",
        "<code>probability</code>",
        "<code>mode</code>",
        "Not asked.",
        "held by mode",
    ):
        assert said in text


def test_what_waits_can_be_answered_where_it_is_read(hour: Visit) -> None:
    assert "May we scale Deployment/shop/payments" in _text(hour, f"/episodes/{_episode(hour.site.stores, 'payments')}")


def test_another_decision_can_be_looked_at_but_only_one_of_this_episode(hour: Visit) -> None:
    number = _episode(hour.site.stores, "checkout")
    life = hour.site.stores.history.life(number)
    assert life is not None
    decisions = [entry.id for entry in life.entries if entry.what == "decision"]
    assert len(decisions) > 1
    for decision in decisions:
        assert f"receiver replay {decision}" in _text(hour, f"/episodes/{number}?decision={decision}")
    assert hour.get(f"/episodes/{number + 1}?decision={decisions[0]}").status_code == 404


def test_the_record_can_be_had_raw_without_the_samples(hour: Visit) -> None:
    decision = hour.site.stores.views.decision(1)
    answer = hour.get(f"/decisions/{decision}.json")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.text)["situation"]["situation"]["alert"]["labels"]["forecast"] == "memory"


def test_a_remediation_leads_to_its_alert(hour: Visit) -> None:
    number = _episode(hour.site.stores, "checkout")
    [one] = hour.site.stores.views.remediations(number)
    assert hour.get(f"/remediations/{one.id}").location == f"/episodes/{number}#remediation-{one.id}"
    assert f'id="remediation-{one.id}"' in hour.get(f"/episodes/{number}").text


@pytest.mark.parametrize(
    "path",
    [
        "/episodes/999",
        "/episodes/99999999999999999999",
        "/episodes/1?decision=999",
        "/episodes/1?decision=-9999999999999999999",
        "/remediations/x",
        "/decisions/999.json",
        "/decisions/99999999999999999999.json",
    ],
)
def test_what_is_not_there_is_404_in_words(hour: Visit, path: str) -> None:
    answer = hour.get(path)
    assert answer.status_code == 404
    assert "There is no" in answer.text or "has no decision" in answer.text


def test_an_alert_that_nobody_has_looked_at_yet_says_so(operator: Visit) -> None:
    operator.site.stores.inbox.accept([alert()])
    assert "not looked at yet" in _text(operator, "/episodes/1")
    assert "Nothing was decided yet." in _text(operator, "/episodes/1")


@pytest.mark.parametrize("situation", [None, {"situation": {"from": "another version"}}])
def test_what_a_decision_rested_on_may_be_gone_or_unreadable(
    operator: Visit, situation: dict[str, object] | None
) -> None:
    stores = operator.site.stores
    decision = Decision(plan(), Hold("mode", "dry run"))
    stores.episodes.record(stores.accepted(alert()), assessment(), decision, "abc123", None, situation)
    text = _text(operator, "/episodes/1")
    assert ("was not kept" in text) == (situation is None)
    assert ("another version of the receiver" in text) == (situation is not None)


def test_of_a_countdown_nothing_is_drawn_or_called_fitted(operator: Visit) -> None:
    stores = operator.site.stores
    seen = situation(entry=entry(kind="countdown"), assessment=assessment(reason="remaining"))
    decision = Decision(None, Hold("action", "the policy names no action"))
    stores.episodes.record(stores.accepted(alert()), seen.assessment, decision, "abc123", None, record.to_json(seen))
    text = _text(operator, "/episodes/1")
    assert "A countdown has no picture: its end is known." in text
    assert "<dt>Fitted</dt>" not in text
    assert "by the gate <code>remaining</code>" in text

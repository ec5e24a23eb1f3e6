from pathlib import Path

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from receiver.domain.episode import Episode
from receiver.domain.message import Rendered
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.store import retention
from tests.support.builders import NOW_S, TARGET, alert, assessment, event, plan
from tests.support.past import LONG_AGO_S, fill, largest_change
from tests.support.stores import Stores, open_stores

LONG_S = 4000.0


def _seen_and_told(stores: Stores) -> Episode:
    episode = stores.accepted(alert())
    stores.episodes.record(episode, assessment(), Decision(plan(), Hold("mode", "why")), "abc123")
    stores.tell(event(), "slack", "#sre", Rendered({}))
    return episode


def _leased(stores: Stores, episode: Episode) -> Remediation:
    claimed = stores.intended(episode)
    acted = stores.held(stores.remediations.acted(claimed, "done", 0))
    return stores.held(stores.remediations.verified(acted, Outcome.WORKED, "receded"))


def _counts(stores: Stores) -> dict[str, int]:
    tables = ("episodes", "evaluations", "messages", "remediations")
    return {table: stores.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables}


def test_what_is_over_for_long_is_forgotten_with_all_that_belongs_to_it(stores: Stores) -> None:
    episode = _seen_and_told(stores)
    stores.remediations.ended(_leased(stores, episode), State.GIVEN_BACK, "over")
    stores.episodes.close(episode)
    assert retention.forget(stores.database, NOW_S + LONG_S) == 4
    assert _counts(stores) == {"episodes": 0, "evaluations": 0, "messages": 0, "remediations": 0}


def test_what_was_said_about_it_is_forgotten_too(stores: Stores) -> None:
    episode = _seen_and_told(stores)
    message = stores.outbox.claim("slack")
    assert message is not None
    stores.outbox.conversation(message).keep({"ts": "1"})
    stores.outbox.sent(message)
    stores.episodes.close(episode)
    retention.forget(stores.database, NOW_S + LONG_S)
    assert stores.rows("SELECT count(*) FROM conversations") == [(0,)]


def test_what_ended_since_is_kept(stores: Stores) -> None:
    stores.episodes.close(_seen_and_told(stores))
    assert retention.forget(stores.database, NOW_S) == 0
    assert _counts(stores) == {"episodes": 1, "evaluations": 1, "messages": 1, "remediations": 0}


def test_an_episode_that_goes_on_loses_its_old_looks_only(stores: Stores) -> None:
    episode = _seen_and_told(stores)
    stores.episodes.record(episode, assessment(), Decision(plan(), None), "abc123")
    retention.forget(stores.database, NOW_S + LONG_S)
    assert _counts(stores) == {"episodes": 1, "evaluations": 1, "messages": 1, "remediations": 0}
    assert stores.rows("SELECT held_by FROM evaluations") == [(None,)], "the newest, which says how it stands"


def test_what_stands_as_it_did_a_month_ago_still_needs_its_target(stores: Stores) -> None:
    """A look is kept when it says something new. Without the last one, what others have on loan there would be given back."""
    _seen_and_told(stores)
    retention.forget(stores.database, NOW_S + LONG_S)
    assert stores.episodes.confirmed_elsewhere(TARGET, 99)


def test_an_ended_episode_whose_loan_is_still_out_is_kept(stores: Stores) -> None:
    episode = _seen_and_told(stores)
    loan = _leased(stores, episode)
    stores.episodes.close(episode)
    retention.forget(stores.database, NOW_S + LONG_S)
    assert _counts(stores) == {"episodes": 1, "evaluations": 0, "messages": 1, "remediations": 1}
    assert stores.remediations.newest(loan.plan.target) == loan


@pytest.mark.parametrize("state", ["closed", "dead"])
def test_the_dead_letter_is_forgotten_too(stores: Stores, clock: FrozenClock, state: str) -> None:
    stores.episodes.close(_seen_and_told(stores), state=state)
    retention.forget(stores.database, NOW_S + LONG_S)
    assert _counts(stores)["episodes"] == 0


def test_what_was_on_loan_until_lately_is_kept_however_long_its_alert_is_over(
    stores: Stores, clock: FrozenClock
) -> None:
    """Whoever pastes its annotation back must be told apart from a database that was lost."""
    episode = stores.accepted(alert())
    loan = _leased(stores, episode)
    stores.episodes.close(episode)
    renewed = stores.held(stores.remediations.renewed(loan, NOW_S + 9e6, "stands", blind=False))
    clock.advance(9e6)
    stores.remediations.ended(renewed, State.GIVEN_BACK, "over")
    assert retention.forget(stores.database, NOW_S + 9e6) == 0
    assert retention.forget(stores.database, NOW_S + 9e6 + 1) == 2


def test_however_much_is_over_it_goes_in_portions_between_which_alerts_are_accepted(
    tmp_path: Path, clock: FrozenClock
) -> None:
    stores = open_stores(tmp_path / "receiver.db", clock)
    fill(stores, 3000, at_s=LONG_AGO_S)
    forgotten: list[int] = []
    most = largest_change(stores, lambda: forgotten.append(retention.forget(stores.database, NOW_S)))
    assert (forgotten, _counts(stores)["episodes"]) == ([3 * 3000], 0)
    assert most <= 500
    stores.database.close()

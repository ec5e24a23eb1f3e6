from receiver.clock import FrozenClock
from receiver.domain.message import Rendered
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.target import Target
from tests.support.builders import alert, event, plan
from tests.support.stores import Stores


def _acted(stores: Stores, target: Target, wanted: int = 3) -> Remediation:
    episode = stores.accepted(alert(fingerprint=str(target)))
    claimed = stores.intended(episode, plan(target=target, wanted=wanted), lease_s=600.0)
    return stores.held(stores.remediations.acted(claimed, "done", 60.0))


def test_where_nothing_happens_nothing_waits(stores: Stores) -> None:
    found = stores.pulses.read()
    assert found.waits_s == {"episodes": 0.0, "remediations": 0.0, "messages": 0.0, "outcomes": 0.0}
    assert set(found.loans.values()) == {0}
    assert (found.oldest_loan_s, found.actions, found.added_replicas, found.acting) == (0.0, 0, 0, True)


def test_a_queue_is_as_old_as_its_oldest_row_that_is_due(stores: Stores, clock: FrozenClock) -> None:
    stores.inbox.accept([alert()])
    clock.advance(40.0)
    stores.inbox.accept([alert(fingerprint="bb")])
    clock.advance(2.0)
    assert stores.pulses.read().waits_s["episodes"] == 42.0
    for _ in range(2):
        episode = stores.episodes.claim()
        assert episode is not None
        stores.episodes.look_again(episode, 20.0)
    assert stores.pulses.read().waits_s["episodes"] == 0.0


def test_loans_are_counted_by_action_with_the_age_of_the_oldest_until_they_end(
    stores: Stores, clock: FrozenClock
) -> None:
    first = _acted(stores, Target("Deployment", "shop", "web"))
    clock.advance(100.0)
    _acted(stores, Target("Deployment", "shop", "api"), wanted=2)
    found = stores.pulses.read()
    assert (found.loans["scale"], found.oldest_loan_s, found.added_replicas) == (2, 100.0, 3)
    verified = stores.held(stores.remediations.verified(first, Outcome.WORKED, "yes"))
    stores.remediations.ended(verified, State.GIVEN_BACK, "over")
    found = stores.pulses.read()
    assert (found.loans["scale"], found.oldest_loan_s, found.added_replicas) == (1, 0.0, 1)


def test_replicas_that_were_given_back_are_no_longer_spent(stores: Stores) -> None:
    lent = _acted(stores, Target("Deployment", "shop", "web"), wanted=5)
    assert stores.pulses.read().added_replicas == 4
    stores.remediations.lowered(lent, 2)
    assert stores.pulses.read().added_replicas == stores.remediations.spent(lent.plan.target).added_replicas == 1


def test_what_is_spent_is_of_the_last_hour_and_of_the_namespace_that_had_most(
    stores: Stores, clock: FrozenClock
) -> None:
    _acted(stores, Target("Deployment", "shop", "old"))
    clock.advance(3600.0)
    for namespace, name in (("shop", "web"), ("shop", "api"), ("billing", "db")):
        _acted(stores, Target("Deployment", namespace, name))
    found = stores.pulses.read()
    assert (found.actions, found.namespace_actions) == (3, 2)


def test_the_kill_switch_shows(stores: Stores) -> None:
    stores.kill_switch.turn_on("migration", "alice")
    assert not stores.pulses.read().acting


def test_a_message_waits_until_it_is_sent(stores: Stores, clock: FrozenClock) -> None:
    stores.accepted(alert())
    stores.tell(event(), "slack", "#sre", Rendered({"text": "hello"}))
    clock.advance(7.0)
    assert stores.pulses.read().waits_s["messages"] == 7.0
    message = stores.outbox.claim("slack")
    assert message is not None
    stores.outbox.sent(message)
    assert stores.pulses.read().waits_s["messages"] == 0.0


def test_a_prediction_waits_when_its_horizon_is_over(stores: Stores, clock: FrozenClock) -> None:
    stores.predictions.put(
        stores.accepted(alert()),
        series={"pod": "web-1"},
        at_s=clock.now(),
        horizon_s=1800.0,
        raw_probability=0.9,
        probability=0.9,
        believed=True,
        look_after_s=20.0,
    )
    clock.advance(1819.0)
    assert stores.pulses.read().waits_s["outcomes"] == 0.0
    clock.advance(61.0)
    assert stores.pulses.read().waits_s["outcomes"] == 60.0

from typing import Any

import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Plan
from receiver.domain.episode import Episode
from receiver.domain.remediation import State
from receiver.domain.target import Target
from receiver.policy.budget import HOUR_S, Spent
from tests.support.builders import TARGET, alert, expansion, plan
from tests.support.stores import Stores


@pytest.fixture
def episode(stores: Stores) -> Episode:
    return stores.accepted(alert())


def _of(namespace: str, name: str, **changes: Any) -> Plan:
    return plan(target=Target("Deployment", namespace, name), **changes)


def test_what_was_done_is_counted_for_an_hour(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    stores.on_loan(episode, _of("shop", "web", previous=1, wanted=3))
    stores.remediations.ended(stores.intended(episode, _of("shop", "api")), State.FAILED, "refused")
    stores.intended(episode, _of("billing", "web", previous=2, wanted=5))
    assert stores.remediations.spent(TARGET) == Spent(actions=3, namespace_actions=2, added_replicas=5)
    clock.advance(HOUR_S)
    assert stores.remediations.spent(TARGET) == Spent(actions=0, namespace_actions=0, added_replicas=5)


def test_bytes_are_not_counted_as_replicas(stores: Stores, episode: Episode) -> None:
    stores.on_loan(episode, expansion())
    assert stores.remediations.spent(TARGET).added_replicas == 0


def test_what_is_given_back_is_no_longer_on_loan(stores: Stores, episode: Episode) -> None:
    stores.remediations.ended(stores.held(stores.on_loan(episode)), State.GIVEN_BACK, "over")
    assert stores.remediations.spent(TARGET).added_replicas == 0


def test_a_loan_that_was_taken_over_is_counted_once(stores: Stores, episode: Episode, clock: FrozenClock) -> None:
    stores.on_loan(episode, plan(previous=1, wanted=3))
    clock.advance(1)
    stores.intended(episode, plan(previous=3, wanted=5))
    assert stores.remediations.spent(TARGET).added_replicas == 4


def test_an_intent_that_is_reconsidered_does_not_stand_in_its_own_way(stores: Stores, episode: Episode) -> None:
    assert stores.remediations.spent(TARGET, stores.intended(episode)) == Spent()


def test_a_namespace_is_not_confused_with_one_of_a_similar_name(stores: Stores, episode: Episode) -> None:
    for namespace in ("shop-2", "my-shop", "shopp", "s%p"):
        stores.intended(episode, _of(namespace, "shop"))
    assert stores.remediations.spent(TARGET).namespace_actions == 0

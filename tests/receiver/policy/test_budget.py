from typing import Any

import pytest
from pydantic import ValidationError

from receiver.policy.budget import Budgets, Spent, exceeded
from tests.support.builders import plan

BUDGETS = Budgets(per_hour=10, per_namespace_per_hour=3, added_replicas=20)


def test_within_every_budget_nothing_is_exceeded() -> None:
    assert exceeded(BUDGETS, Spent(9, 2, 18), plan(previous=1, wanted=3)) == ""


@pytest.mark.parametrize(
    ("spent", "reason"),
    [
        (Spent(actions=10), "10 actions within the last hour, 10 allowed"),
        (Spent(namespace_actions=3), "3 actions in namespace shop within the last hour, 3 allowed"),
        (Spent(added_replicas=19), "19 added replicas are on loan and 2 more wanted, 20 allowed"),
    ],
)
def test_a_plan_that_would_exceed_one_is_refused_with_the_numbers(spent: Spent, reason: str) -> None:
    assert reason == exceeded(BUDGETS, spent, plan(previous=1, wanted=3))


def test_bytes_are_no_replicas() -> None:
    assert exceeded(BUDGETS, Spent(), plan(action="expand-volume", previous=2**30, wanted=2**31)) == ""


def test_a_budget_of_one_is_said_in_the_singular() -> None:
    assert exceeded(Budgets(per_hour=1), Spent(1, 1, 0), plan()) == "1 action within the last hour, 1 allowed"


@pytest.mark.parametrize("name", list(Budgets.model_fields))
def test_a_budget_of_nothing_allows_nothing(name: str) -> None:
    assert exceeded(Budgets.model_validate({name: 0}), Spent(), plan())


@pytest.mark.parametrize("changes", [{"per_hour": -1}, {"per_hour": 1.5}, {"per_day": 3}])
def test_a_budget_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Budgets.model_validate(changes)

from receiver.domain.decision import Hold
from receiver.policy.budget import Budgets, Spent
from receiver.policy.guards import budget
from tests.support.builders import situation


def test_a_budget_with_something_left_passes() -> None:
    assert budget.check(situation(spent=Spent(actions=9))) is None


def test_a_spent_budget_holds_with_the_numbers() -> None:
    spent = situation(budgets=Budgets(per_namespace_per_hour=3), spent=Spent(namespace_actions=3))
    expected = Hold("budget", "budget: 3 actions in namespace shop within the last hour, 3 allowed")
    assert expected == budget.check(spent)


def test_a_situation_without_a_plan_is_another_guards_matter() -> None:
    assert budget.check(situation(plan=None, budgets=Budgets(per_hour=0))) is None

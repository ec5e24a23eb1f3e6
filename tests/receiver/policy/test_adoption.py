from typing import Any

import pytest

from receiver.domain.decision import Plan
from receiver.domain.lent import Lent
from receiver.pipeline.janitor import KEEP_S
from receiver.policy.adoption import OLDEST_S, adopted
from tests.support.builders import NOW_S, TARGET, autoscaler, policy, workload


def _lent(**changes: Any) -> Lent:
    """What an annotation says that nobody signed: three lent, one to give back."""
    usual: dict[str, Any] = {
        "id": "0badcafe",
        "owner": "default",
        "action": "scale",
        "target": TARGET,
        "forecast": "memory",
        "labels": {"namespace": "shop", "pod": "web-1", "severity": "critical"},
        "field": "replicas",
        "previous": 1,
        "values": (3,),
        "until_s": NOW_S,
        "signed": False,
    }
    return Lent(**{**usual, **changes})


def _gives_back_to(lent: Lent, **seen: Any) -> int | str:
    plan = adopted(lent, workload(**{"replicas": 3, **seen}), policy(), NOW_S)
    return plan.previous if isinstance(plan, Plan) else plan


def test_what_is_signed_holds() -> None:
    assert _gives_back_to(_lent(signed=True)) == 1
    assert _gives_back_to(_lent(signed=True, values=(12,)), replicas=12) == 1


def test_what_is_not_signed_never_ends_at_the_last_pod() -> None:
    assert _gives_back_to(_lent()) == 2
    assert _gives_back_to(_lent(previous=0)) == 2


def test_what_is_not_signed_is_lowered_by_one_step_of_the_policy_at_most() -> None:
    assert _gives_back_to(_lent(values=(12,)), replicas=12) == 10
    assert _gives_back_to(_lent(values=(12,), previous=11), replicas=12) == 11


def test_what_is_not_signed_and_more_than_the_policy_ever_lends_is_left_alone() -> None:
    reason = "it is not signed, and 13 is more than the 12 that the policy ever raises to"
    assert _gives_back_to(_lent(values=(13,), previous=11), replicas=13) == reason


@pytest.mark.parametrize("signed", [True, False])
def test_what_ended_long_ago_is_left_alone_even_when_it_is_signed(signed: bool) -> None:
    assert _gives_back_to(_lent(signed=signed, until_s=NOW_S - OLDEST_S)) in (1, 2)
    reason = "it ended 21 days ago, and whose the value is by now nobody knows"
    assert _gives_back_to(_lent(signed=signed, until_s=NOW_S - OLDEST_S - 1)) == reason


def test_every_loan_that_is_young_enough_to_be_believed_is_still_on_record() -> None:
    assert OLDEST_S + 7 * 86_400 < KEEP_S


def test_the_floor_of_an_autoscaler_may_be_one_but_never_none() -> None:
    above = autoscaler(min_replicas=2)
    assert _gives_back_to(_lent(field="minReplicas", values=(2,), previous=0), autoscaler=above) == 1


def test_a_step_of_giving_back_that_was_under_way_is_ours_at_both_ends() -> None:
    for floor in (5, 4):
        assert _gives_back_to(_lent(values=(5, 4), previous=3), replicas=floor) == 3


@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"values": (4,)}, "replicas is 3, which is not what it says is lent"),
        ({"field": "minReplicas"}, "replicas is 3, which is not what it says is lent"),
        ({"previous": 3}, "replicas is 3, and to give back is 3: nothing is lent"),
    ],
)
def test_what_is_not_as_it_says_is_left_alone(changes: dict[str, Any], reason: str, signed: bool) -> None:
    assert _gives_back_to(_lent(signed=signed, **changes)) == reason


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"forecast": "other"}, "the policy knows no forecast 'other' whose action is 'scale'"),
        ({"action": "restart"}, "the policy knows no forecast 'memory' whose action is 'restart'"),
        ({"labels": {"namespace": "bank"}}, "its alert is of another namespace"),
        ({"values": (2,)}, "it is not signed, so nothing below 2 is believed"),
    ],
)
def test_what_this_receiver_would_not_have_done_is_believed_only_when_signed(
    changes: dict[str, Any], reason: str
) -> None:
    floor = changes.get("values", (3,))[0]
    assert _gives_back_to(_lent(**changes), replicas=floor) == reason
    assert _gives_back_to(_lent(**changes, signed=True), replicas=floor) == 1

from dataclasses import replace
from typing import Any

import pytest

from receiver.domain.approval import Answer
from receiver.domain.decision import Ask, Hold
from receiver.policy.decide import decide
from receiver.policy.guards import approval
from receiver.policy.situation import Situation
from tests.support import builders
from tests.support.builders import (
    NOW_S,
    approved,
    assessment,
    entry,
    memory,
    memory_situation,
    situation,
    volume_situation,
    workload,
)

UNTIL = "2023-11-14 22:23:20 UTC"
PLAN = "scale Deployment/shop/web replicas 1→3"


def _check(on_deadline: str = "hold", **changes: Any) -> Hold | None:
    known = entry(remediation={"mode": "approve", "on_deadline": on_deadline})
    return approval.check(situation(entry=known, **changes))


@pytest.mark.parametrize("mode", ["auto", "dry-run"])
def test_other_modes_ask_nobody(mode: str) -> None:
    assert approval.check(situation(entry=entry(remediation={"mode": mode}))) is None


def test_a_person_is_asked_until_the_deadline() -> None:
    soon = assessment(eta_lower_s=720.0)
    assert Ask("approval", f"a person must approve by {UNTIL}: {PLAN}", NOW_S + 600, asked=False) == _check(
        assessment=soon
    )


def test_a_question_that_waits_says_the_same_and_that_it_was_asked() -> None:
    waits = _check(approval=builders.approval())
    assert Ask("approval", f"a person must approve by {UNTIL}: {PLAN}", NOW_S + 600, asked=True) == waits


def test_what_was_approved_passes() -> None:
    assert _check(approval=approved()) is None


@pytest.mark.parametrize("on_deadline", ["hold", "act"])
def test_what_was_declined_holds_whatever_the_deadline_says(on_deadline: str) -> None:
    declined = builders.approval(answer=Answer.DECLINED, answered_by="bob", act_by_s=NOW_S - 1)
    assert Hold("approval", "bob declined c0ffee00") == _check(on_deadline, approval=declined)


def test_silence_holds_unless_the_policy_says_act() -> None:
    late = builders.approval(asked_at_s=NOW_S - 600, act_by_s=NOW_S)
    assert Hold("approval", "nobody approved c0ffee00 by 2023-11-14 22:13:20 UTC") == _check(approval=late)
    assert _check("act", approval=late) is None


def test_without_time_to_ask_it_holds_unless_the_policy_says_act() -> None:
    at_once = assessment(eta_lower_s=60.0)
    expected = Hold("approval", f"there is no time left to ask a person whether to {PLAN}")
    assert expected == _check(assessment=at_once)
    assert _check("act", assessment=at_once) is None


@pytest.mark.parametrize(
    "about",
    [
        situation(workload=workload(recreate=True)),
        situation(workload=workload(labels={"app": "etcd"})),
        memory_situation(memory=memory(restarts=True)),
        volume_situation(expansions=3),
    ],
    ids=["singleton", "quorum", "restarts", "runaway"],
)
@pytest.mark.parametrize("leaves_s", [60.0, 800.0], ids=["no time to ask", "nobody answered"])
def test_what_only_a_person_may_decide_is_not_done_because_nobody_answered(about: Situation, leaves_s: float) -> None:
    remediation = about.entry.remediation
    assert remediation is not None
    silent = remediation.model_copy(update={"mode": "approve", "on_deadline": "act"})
    known = about.entry.model_copy(update={"remediation": silent})
    late = builders.approval(asked_at_s=NOW_S - 600, act_by_s=NOW_S) if leaves_s == 800.0 else None
    soon = assessment(eta_lower_s=leaves_s)
    decided = decide(replace(about, entry=known, approval=late, assessment=soon))
    assert decided.hold is not None
    assert decided.hold.guard == "approval"
    assert "a person decides" in decided.hold.reason


def test_a_question_says_whether_silence_is_a_yes() -> None:
    ordinary, single = _check("act"), _check("act", workload=workload(recreate=True))
    assert isinstance(ordinary, Ask)
    assert isinstance(single, Ask)
    assert (ordinary.silence_acts, single.silence_acts) == (True, False)

from typing import Any

import pytest

from receiver.domain.decision import Decision
from receiver.domain.verdict import Verdict
from receiver.policy.budget import Budgets
from receiver.policy.decide import decide
from tests.support.builders import (
    NOW_S,
    assessment,
    autoscaler,
    entry,
    labelled,
    plan,
    remediation,
    situation,
    window,
    workload,
)

_HOLDS: list[tuple[str, dict[str, Any]]] = [
    ("verdict", {"assessment": assessment(Verdict.REFUTED)}),
    ("severity", {"alert": labelled(severity="warning")}),
    ("confidence", {"assessment": assessment(probability=0.6)}),
    ("kill-switch", {"kill_switch": "switched on by hand"}),
    ("maintenance", {"maintenance": (window(),)}),
    ("running", {"last": remediation(created_at_s=NOW_S - 1)}),
    ("workload", {"workload": workload(replicas=0)}),
    ("gitops", {"workload": workload(labels={"argocd.argoproj.io/instance": "shop"})}),
    ("bounds", {"plan": plan(wanted=1)}),
    ("budget", {"budgets": Budgets(per_hour=0)}),
    ("mode", {"entry": entry(remediation={"mode": "dry-run"})}),
    ("approval", {"entry": entry(remediation={"mode": "approve"})}),
]


def test_it_acts_on_the_plan_when_no_guard_holds() -> None:
    decision = decide(situation())
    assert Decision(plan=plan(), hold=None) == decision
    assert decision.acts


@pytest.mark.parametrize(("guard", "changes"), _HOLDS, ids=[guard for guard, _ in _HOLDS])
def test_one_hold_is_enough(guard: str, changes: dict[str, Any]) -> None:
    decision = decide(situation(**changes))
    assert decision.hold is not None
    assert guard == decision.hold.guard
    assert not decision.acts


@pytest.mark.parametrize("first", range(len(_HOLDS)))
def test_the_first_hold_wins(first: int) -> None:
    everything_from_here: dict[str, Any] = {}
    for _, changes in reversed(_HOLDS[first:]):
        everything_from_here |= changes
    hold = decide(situation(**everything_from_here)).hold
    assert hold is not None
    assert _HOLDS[first][0] == hold.guard


def test_a_dry_run_keeps_the_plan_so_that_it_can_be_told() -> None:
    assert plan() == decide(situation(entry=entry(remediation={"mode": "dry-run"}))).plan


def test_a_remediation_under_an_autoscaler_passes_like_any_other() -> None:
    above = workload(autoscaler=autoscaler())
    assert decide(situation(workload=above, plan=plan(field="minReplicas"))).acts

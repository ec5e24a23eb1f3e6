import pytest

from receiver.domain.decision import Hold
from receiver.domain.mode import Mode, ModeLimit
from receiver.policy.guards import mode
from tests.support.builders import entry, plan, situation


@pytest.mark.parametrize("kind", ["auto", "approve"])
def test_a_mode_that_may_act_passes(kind: str) -> None:
    assert mode.check(situation(entry=entry(remediation={"mode": kind}))) is None


def test_a_dry_run_holds_and_says_exactly_what_would_be_done() -> None:
    held = situation(entry=entry(remediation={"mode": "dry-run"}), plan=plan(previous=2, wanted=4))
    assert Hold("mode", "mode is dry-run: would scale Deployment/shop/web replicas 2→4") == mode.check(held)


def test_an_entry_without_a_remediation_is_another_guards_matter() -> None:
    assert mode.check(situation(entry=entry(remediation=None))) is None


@pytest.mark.parametrize(("limit", "holds"), [(Mode.DRY_RUN, True), (Mode.APPROVE, False), (Mode.AUTO, False)])
def test_what_bounds_the_mode_can_only_lower_it_and_says_why(limit: Mode, holds: bool) -> None:
    found = mode.check(
        situation(entry=entry(remediation={"mode": "auto"}), limit=ModeLimit(limit, "why", pinned=False))
    )
    assert (found is not None) is holds
    assert found is None or found.reason.startswith("mode is dry-run (why): would")


def test_a_bound_above_the_catalogs_mode_changes_nothing() -> None:
    limit = ModeLimit(Mode.AUTO, "why", pinned=True)
    found = mode.check(situation(entry=entry(remediation={"mode": "dry-run"}), limit=limit))
    assert found is not None
    assert found.reason.startswith("mode is dry-run: would")

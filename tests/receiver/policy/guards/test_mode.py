import pytest

from receiver.domain.decision import Hold
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

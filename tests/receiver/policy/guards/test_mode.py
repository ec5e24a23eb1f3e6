import pytest

from receiver.domain.decision import Hold
from receiver.policy.guards import mode
from tests.support.builders import entry, plan, situation


def test_auto_passes() -> None:
    assert mode.check(situation(entry=entry(remediation={"mode": "auto"}))) is None


@pytest.mark.parametrize("kind", ["dry-run", "approve"])
def test_other_modes_hold_and_say_exactly_what_would_be_done(kind: str) -> None:
    held = situation(entry=entry(remediation={"mode": kind}), plan=plan(previous=2, wanted=4))
    assert Hold("mode", f"mode is {kind}: would scale Deployment/shop/web replicas 2→4") == mode.check(held)


def test_an_entry_without_a_remediation_is_another_guards_matter() -> None:
    assert mode.check(situation(entry=entry(remediation=None))) is None

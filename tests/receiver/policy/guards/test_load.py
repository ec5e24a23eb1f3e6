import pytest

from receiver.domain.decision import Hold
from receiver.domain.load import Drives, LoadFinding
from receiver.policy.guards import load
from tests.support.builders import entry, resize_document, situation

WORDS = "12% of the growth follows the load (99 %: -3% to 27%)"


def _hold(drives: Drives, **remediation: object) -> Hold | None:
    return load.check(situation(load=LoadFinding(drives, WORDS), entry=entry(remediation=remediation)))


def test_growth_that_follows_the_load_may_be_shared_by_more() -> None:
    assert _hold(Drives.FOLLOWS) is None


def test_doubt_holds_and_says_so() -> None:
    reason = f"cannot tell whether the growth follows the load: {WORDS}; only then more replicas help"
    assert Hold("load", reason) == _hold(Drives.UNKNOWN)


def test_growth_that_does_not_is_not_scaled() -> None:
    reason = f"the growth does not follow the load: {WORDS}; more replicas would not slow it down"
    assert Hold("load", reason) == _hold(Drives.DOES_NOT)


@pytest.mark.parametrize("drives", list(Drives))
def test_what_helps_whatever_the_load_passes(drives: Drives) -> None:
    assert _hold(drives, action="restart") is None


def test_where_another_action_is_named_it_passes() -> None:
    assert _hold(Drives.DOES_NOT, then=[resize_document()]) is None


def test_where_nobody_asks_it_passes() -> None:
    assert load.check(situation(load=None)) is None

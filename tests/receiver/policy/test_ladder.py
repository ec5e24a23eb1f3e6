from receiver.policy import ladder
from tests.support.builders import entry, remediation_document

RESTART = remediation_document(action="restart")


def test_the_first_rung_is_asked_about() -> None:
    policy = entry(remediation={"then": [RESTART]}).remediation
    assert policy is not None
    assert ladder.rung(policy) is policy


def test_without_a_remediation_there_is_no_rung() -> None:
    assert ladder.rung(None) is None

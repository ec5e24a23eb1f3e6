from receiver.domain.decision import Hold
from receiver.policy.guards import kill_switch
from tests.support.builders import situation


def test_it_passes_while_acting_is_allowed() -> None:
    assert kill_switch.check(situation(kill_switch="")) is None


def test_it_holds_with_the_reason_given_when_it_was_switched_off() -> None:
    expected = Hold("kill-switch", "acting is switched off: database migration until 15:00")
    assert expected == kill_switch.check(situation(kill_switch="database migration until 15:00"))

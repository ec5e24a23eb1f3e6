from receiver.policy.decide import decide
from receiver.policy.guards import GUARDS
from receiver.policy.interview import interview
from tests.support.builders import situation


def test_every_guard_is_asked_when_none_holds() -> None:
    answered = interview(situation())
    assert len(answered) == len(GUARDS)
    assert all(one.asked and one.hold is None for one in answered)


def test_after_the_first_to_hold_nobody_is_asked() -> None:
    switched_off = situation(kill_switch="migration")
    answered = interview(switched_off)
    [held] = [one for one in answered if one.hold is not None]
    place = answered.index(held)
    assert (held.guard, held.hold) == ("kill-switch", decide(switched_off).hold)
    assert all(one.asked for one in answered[:place])
    assert not any(one.asked for one in answered[place + 1 :])


def test_each_guards_question_is_one_sentence() -> None:
    assert all(one.question.count("?") == 1 and one.question.endswith("?") for one in interview(situation()))

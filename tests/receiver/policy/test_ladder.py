import pytest

from receiver.domain.load import Drives, LoadFinding
from receiver.domain.remediation import HELPLESS, Outcome, Remediation, State
from receiver.policy import ladder
from receiver.policy.model import RemediationPolicy
from tests.support.builders import NOW_S, entry, plan, remediation, remediation_document

RESTART, SCALE, WEBHOOK = (remediation_document(action=action) for action in ("restart", "scale", "webhook"))


def _three_rungs() -> RemediationPolicy:
    policy = entry(remediation={"then": [RESTART, WEBHOOK]}).remediation
    assert policy is not None
    return policy


def _tried(action: str, outcome: Outcome | None) -> Remediation:
    state = State.ACTED if outcome is None else State.LEASED
    return remediation(plan=plan(action=action), outcome=outcome, state=state)


def _asked(tried: Remediation | None) -> str:
    found = ladder.rung(_three_rungs(), tried)
    assert found is not None
    return found.action


def test_without_a_remediation_there_is_no_rung() -> None:
    assert ladder.rung(None) is None
    assert ladder.rung(None, _tried("scale", Outcome.NO_EFFECT)) is None


def test_the_first_rung_is_asked_about_first() -> None:
    assert _asked(None) == "scale"


def test_an_action_without_effect_leads_to_the_next_and_the_last_one_to_none() -> None:
    assert _asked(_tried("scale", Outcome.NO_EFFECT)) == "restart"
    assert _asked(_tried("restart", Outcome.NO_EFFECT)) == "webhook"
    assert _asked(_tried("webhook", Outcome.NO_EFFECT)) == "webhook"


@pytest.mark.parametrize("outcome", [*sorted(set(Outcome) - HELPLESS), None])
def test_doubt_and_success_stay_at_their_rung(outcome: Outcome | None) -> None:
    assert _asked(_tried("restart", outcome)) == "restart"


def test_an_action_that_was_refused_leads_to_the_next_one_too() -> None:
    assert _asked(_tried("scale", Outcome.REFUSED)) == "restart"
    assert not _rests(_tried("scale", Outcome.REFUSED), None, "restart")
    assert _rests(_tried("scale", Outcome.REFUSED), None, "scale")


@pytest.mark.parametrize(
    ("refused", "asked"),
    [
        ([], "scale"),
        (["scale"], "restart"),
        (["restart"], "scale"),
        (["scale", "restart"], "webhook"),
        (["scale", "restart", "webhook"], "scale"),
    ],
)
def test_what_would_be_refused_is_passed_over_while_there_is_another(refused: list[str], asked: str) -> None:
    found = ladder.rung(_three_rungs(), refused=refused)
    assert found is not None
    assert found.action == asked


def test_what_is_no_longer_in_the_policy_leads_to_the_beginning() -> None:
    assert _asked(_tried("expand-volume", Outcome.NO_EFFECT)) == "scale"


def test_people_are_told_what_follows() -> None:
    assert ladder.above(_three_rungs(), "scale") == "next is restart, as far as every guard allows"
    assert ladder.above(_three_rungs(), "webhook") == "it was the last that may be done"
    assert ladder.above(entry().remediation, "scale") == ""


def _rests(newest: Remediation | None, alike: Remediation | None, action: str) -> bool:
    return ladder.resting(newest, alike, action, 900.0, NOW_S) is not None


def test_the_next_rung_waits_for_no_cooldown_but_the_same_one_does() -> None:
    scaled = _tried("scale", Outcome.NO_EFFECT)
    assert not _rests(scaled, None, "restart")
    assert _rests(scaled, None, "scale")


def test_no_rung_is_taken_twice_within_its_cooldown_although_another_came_between() -> None:
    restarted, scaled = _tried("restart", Outcome.NO_EFFECT), _tried("scale", Outcome.NO_EFFECT)
    assert _rests(restarted, scaled, "scale")
    assert not _rests(restarted, remediation(created_at_s=NOW_S - 900), "scale")


@pytest.mark.parametrize("outcome", [*sorted(set(Outcome) - HELPLESS), None])
def test_after_another_action_that_may_have_helped_everything_rests(outcome: Outcome | None) -> None:
    assert _rests(_tried("restart", outcome), None, "scale")


def _by_load(drives: Drives, action: str = "scale", *then: dict[str, object], tried: Remediation | None = None) -> str:
    policy = entry(remediation={"action": action, "then": list(then)}).remediation
    chosen = ladder.rung(policy, tried, LoadFinding(drives, ""))
    assert chosen is not None
    return chosen.action


@pytest.mark.parametrize("drives", [Drives.FOLLOWS, Drives.UNKNOWN])
def test_unless_the_growth_does_not_follow_the_load_nothing_is_passed_over(drives: Drives) -> None:
    assert _by_load(drives, "scale", RESTART) == "scale"


def test_a_leak_that_does_not_follow_the_load_gets_what_is_not_scaling() -> None:
    assert _by_load(Drives.DOES_NOT, "scale", RESTART, WEBHOOK) == "restart"
    assert _by_load(Drives.DOES_NOT, "restart", WEBHOOK) == "restart"
    assert _by_load(Drives.DOES_NOT, "scale") == "scale"


def test_what_was_tried_in_vain_leads_on_whatever_the_load() -> None:
    in_vain = _tried("restart", Outcome.NO_EFFECT)
    chosen = ladder.rung(_three_rungs(), in_vain, LoadFinding(Drives.DOES_NOT, ""))
    assert chosen is not None
    assert chosen.action == "webhook"


def test_what_was_tried_in_vain_is_not_gone_back_to_because_more_replicas_would_not_help() -> None:
    in_vain = _tried("restart", Outcome.NO_EFFECT)
    assert _by_load(Drives.DOES_NOT, "restart", SCALE, WEBHOOK, tried=in_vain) == "webhook"
    assert _by_load(Drives.DOES_NOT, "restart", SCALE, tried=in_vain) == "scale"

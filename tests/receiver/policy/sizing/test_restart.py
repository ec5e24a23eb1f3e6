from receiver.policy.model import RemediationPolicy
from receiver.policy.sizing.restart import size
from tests.support.builders import remediation_document, rollout, situation

POLICY = RemediationPolicy.model_validate(remediation_document(action="restart"))


def test_the_plan_says_how_many_pods_and_how_long() -> None:
    planned = size(situation(rollout=rollout()), POLICY)
    assert planned is not None
    assert str(planned) == "restart Deployment/shop/web"
    assert planned.sizing == "3 pods, 1 at a time, about 60 s (its pods took 20 s each)"


def test_what_was_not_measured_is_said_to_be_the_probes_word() -> None:
    planned = size(situation(rollout=rollout(measured=False, at_once=2)), POLICY)
    assert planned is not None
    assert planned.sizing == "3 pods, 2 at a time, about 40 s (estimated 20 s each)"


def test_without_a_look_at_the_workload_there_is_no_plan() -> None:
    assert size(situation(rollout=None), POLICY) is None

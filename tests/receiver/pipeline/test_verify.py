import pytest

from receiver.clock import FrozenClock
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.verdict import Verdict
from receiver.pipeline.notify import Notify
from receiver.pipeline.verify import Verify
from receiver.pipeline.work import Work
from receiver.policy.budget import Budgets
from tests.support.builders import alert, assessment, entry, plan
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores

SETTLE_S = 120.0
DEADLINE_S = SETTLE_S + 2 * 300.0  # the shortest window of the acting alert is 300 s


@pytest.fixture
def slack() -> RecordingNotifier:
    return RecordingNotifier()


def _verified(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock, verdict: Verdict, after_s: float
) -> Remediation:
    known = entry()
    speed, policy = known.alert_for("critical"), known.remediation
    assert speed is not None
    assert policy is not None
    episode = stores.accepted(alert())
    claimed = stores.remediations.claim_intent(
        episode, plan(), forecast="memory", cooldown_s=1, lease_s=3600, budgets=Budgets()
    )
    assert isinstance(claimed, Remediation)
    acted = stores.held(stores.remediations.acted(claimed, "done", SETTLE_S))
    clock.advance(after_s)
    work = Work(episode, known, speed, clock.now(), assessment(verdict), remediation=acted)
    verify = Verify(stores.remediations, Notify(stores.outbox, {"slack": slack}), clock)
    after = verify.run(work, policy, speed).remediation
    assert after is not None
    assert (after is acted) == (after.state is State.ACTED)
    return after


def test_a_forecast_that_receded_means_that_it_worked(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    after = _verified(stores, slack, clock, Verdict.REFUTED, SETTLE_S)
    assert (after.state, after.outcome) == (State.LEASED, Outcome.WORKED)
    expected = "scale Deployment/shop/web replicas 1→3: the forecast has receded"
    assert [one.detail for one in slack.events] == [expected]


@pytest.mark.parametrize("verdict", [Verdict.CONFIRMED, Verdict.INCONCLUSIVE])
def test_before_the_deadline_it_is_looked_at_again(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock, verdict: Verdict
) -> None:
    assert _verified(stores, slack, clock, verdict, DEADLINE_S - 1).state is State.ACTED
    assert slack.events == []


@pytest.mark.parametrize(
    ("verdict", "outcome", "kind"),
    [
        (Verdict.CONFIRMED, Outcome.NO_EFFECT, "no_effect"),
        (Verdict.INCONCLUSIVE, Outcome.INCONCLUSIVE, "unverified"),
    ],
)
def test_at_the_deadline_doubt_is_not_success(
    stores: Stores, slack: RecordingNotifier, clock: FrozenClock, verdict: Verdict, outcome: Outcome, kind: str
) -> None:
    after = _verified(stores, slack, clock, verdict, DEADLINE_S)
    assert (after.state, after.outcome) == (State.LEASED, outcome)
    assert [one.kind.value for one in slack.events] == [kind]

import pytest

from receiver.actions.scale import Scale
from receiver.actions.webhook import Webhook
from receiver.clock import FrozenClock
from receiver.domain.call import Call
from receiver.domain.decision import Decision, Hold
from receiver.domain.lease import LEASE_KEY, Seal
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.act import Act
from receiver.pipeline.notify import Notify
from receiver.pipeline.work import Work
from tests.support.builders import NOW_S, TARGET, alert, assessment, entry, plan, policy, remediation
from tests.support.caller import FakeCaller
from tests.support.cluster import Deployed, FakeCluster
from tests.support.deciding import deciding
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores


@pytest.fixture
def cluster() -> FakeCluster:
    made = FakeCluster()
    made.deploy(TARGET, "web-1", Deployed(replicas=1))
    return made


@pytest.fixture
def slack() -> RecordingNotifier:
    return RecordingNotifier()


@pytest.fixture
def act(stores: Stores, cluster: FakeCluster, slack: RecordingNotifier) -> Act:
    notify = Notify(stores.outbox, {"slack": slack})
    loans = {"scale": Scale(cluster, Seal())}
    return Act(stores.remediations, stores.approvals, loans, loans, deciding(stores, cluster), notify, policy().budgets)


def _work(stores: Stores, hold: Hold | None = None) -> Work:
    known = entry()
    decision = Decision(plan(), hold)
    return Work(stores.accepted(alert()), known, known.alert_for("critical"), NOW_S, assessment(), decision)


def test_a_decision_to_act_is_written_down_done_told_and_closed(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier
) -> None:
    done = act.run(_work(stores)).remediation
    assert done is not None
    assert (done.state.value, done.acted_at_s) == ("acted", NOW_S)
    assert cluster.deployed[TARGET].replicas == 3
    assert [one.detail for one in slack.events] == ["scaled Deployment/shop/web replicas 1→3"]


def test_a_call_of_which_nothing_can_be_seen_counts_as_absent(stores: Stores, cluster: FakeCluster) -> None:
    unseen = {"webhook": Webhook(FakeCaller(), lambda _: Call("https://ops.example.com/", "memory", {}))}
    notify = Notify(stores.outbox, {})
    act = Act(stores.remediations, stores.approvals, unseen, {}, deciding(stores, cluster), notify, policy().budgets)
    assert act.is_absent(remediation(plan=plan(action="webhook", field="call", previous=0, wanted=0)))


def test_a_hold_changes_nothing(stores: Stores, act: Act, cluster: FakeCluster) -> None:
    held = _work(stores, Hold("mode", "dry-run"))
    assert act.run(held) is held
    assert cluster.calls == []
    assert stores.remediations.newest(TARGET) is None


def test_a_kill_switch_that_came_after_the_decision_still_holds(stores: Stores, act: Act, cluster: FakeCluster) -> None:
    work = _work(stores)
    stores.kill_switch.turn_on("just now")
    decision = act.run(work).decision
    assert decision is not None
    assert decision.hold == Hold("kill-switch", "acting is switched off: just now")
    assert cluster.calls == []


def test_a_refusal_ends_the_intent_and_is_told(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier
) -> None:
    cluster.fail_before("set_replicas", PermanentError("403 Forbidden"))
    ended = act.run(_work(stores)).remediation
    assert ended is not None
    assert (ended.state.value, ended.note) == ("failed", "403 Forbidden")
    expected = "could not scale Deployment/shop/web replicas 1→3: 403 Forbidden"
    assert [(one.kind.value, one.detail) for one in slack.events] == [("act_failed", expected)]


def test_a_passing_failure_leaves_the_intent_to_be_taken_up_again(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    cluster.fail_before("set_replicas", TemporaryError("503", 30.0))
    with pytest.raises(TemporaryError):
        act.run(_work(stores))
    assert slack.events == []
    clock.advance(29)
    assert stores.remediations.claim_due() is None
    clock.advance(1)
    waiting = stores.remediations.claim_due()
    assert waiting is not None
    assert waiting.state.value == "intended"


def test_a_refusal_after_a_lost_answer_is_no_failure_when_the_change_is_there(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier
) -> None:
    cluster.fail_after("set_replicas", PermanentError("403 Forbidden, says a proxy"))
    done = act.run(_work(stores)).remediation
    assert done is not None
    assert (done.state.value, cluster.deployed[TARGET].replicas) == ("acted", 3)
    assert [one.kind.value for one in slack.events] == ["acted"]


def test_what_a_refused_action_had_begun_is_taken_back(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier
) -> None:
    cluster.fail_before("set_replicas", PermanentError("403 Forbidden"))
    cluster.fail_before("annotate", PermanentError("403 Forbidden, for a moment"), after=1)
    ended = act.run(_work(stores)).remediation
    assert ended is not None
    assert ended.state.value == "failed"
    assert LEASE_KEY not in cluster.deployed[TARGET].annotations


def test_a_refused_action_is_not_written_off_while_nobody_can_look_what_it_did(
    stores: Stores, act: Act, cluster: FakeCluster, slack: RecordingNotifier, clock: FrozenClock
) -> None:
    cluster.fail_after("set_replicas", PermanentError("403 Forbidden"))
    work = _work(stores)
    cluster.fail_before("workload", PermanentError("403 on reading, too"), after=1)
    cluster.fail_before("workload", PermanentError("403 on reading, too"))
    with pytest.raises(TemporaryError, match="403 on reading, too"):
        act.run(work)
    assert slack.events == []
    clock.advance(2)
    waiting = stores.remediations.claim_due()
    assert waiting is not None
    assert waiting.state.value == "intended"

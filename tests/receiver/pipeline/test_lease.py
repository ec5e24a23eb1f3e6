import json
from dataclasses import dataclass, field, replace

import pytest

from receiver.actions.scale import Scale
from receiver.clock import FrozenClock
from receiver.domain.decision import Decision, Hold
from receiver.domain.lease import LEASE_KEY, Seal
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.verdict import Assessment, Verdict
from receiver.errors import PermanentError, TemporaryError
from receiver.pipeline.lease import Lease
from receiver.pipeline.notify import Notify
from receiver.pipeline.standstill import Standstill
from receiver.pipeline.work import Work
from receiver.policy.model import Policy
from tests.support import builders
from tests.support.builders import TARGET, alert, assessment, entry, episode, plan
from tests.support.cluster import Crash, Deployed, FakeCluster
from tests.support.notifier import RecordingNotifier
from tests.support.stores import Stores

LEASE_S = 3600.0
SETTLE_S = 120.0
RECHECK_S = 20.0
RECEDED = assessment(Verdict.REFUTED, level=0.5, slope_per_s=0.0)


@dataclass
class Loan:
    """Three replicas where one was, at the end of the lease."""

    stores: Stores
    clock: FrozenClock
    cluster: FakeCluster
    slack: RecordingNotifier
    remediation: Remediation
    policy: Policy = field(default_factory=builders.policy)

    def judge(self, seen: Assessment) -> Remediation:
        """Let the stage decide about the loan."""
        known = entry()
        assert known.remediation is not None
        actions = {"scale": Scale(self.cluster, Seal())}
        notify = Notify(self.stores.outbox, {"slack": self.slack})
        stage = Lease(
            self.stores.remediations,
            actions,
            self.stores.episodes,
            self.cluster,
            Standstill(self.stores.kill_switch, self.policy, self.clock),
            notify,
            self.clock,
        )
        episode = self.stores.episodes.get(self.remediation.episode_id)
        work = Work(episode, known, known.alert_for("critical"), self.clock.now(), seen, remediation=self.remediation)
        after = stage.run(work, known.remediation, RECHECK_S).remediation
        assert after is not None
        self.remediation = self.stores.held(after)
        return after

    def judge_to_the_end(self, seen: Assessment) -> str:
        """Let the stage decide as often as it takes steps, and return the state then."""
        lent = None
        while lent != self.replicas and self.remediation.state is State.LEASED:
            lent = self.replicas
            self.judge(seen)
            self.clock.advance(SETTLE_S)
        return self.remediation.state.value

    def reread(self) -> Remediation:
        """The loan as the store has it, which is all that a new process knows."""
        newest = self.stores.remediations.newest(TARGET)
        assert newest is not None
        return newest

    @property
    def replicas(self) -> int:
        return self.cluster.deployed[TARGET].replicas


@pytest.fixture
def loan(stores: Stores, clock: FrozenClock) -> Loan:
    cluster = FakeCluster()
    cluster.deploy(TARGET, "web-1", Deployed(replicas=1))
    episode = stores.accepted(alert())
    claimed = stores.intended(episode, lease_s=LEASE_S)
    Scale(cluster, Seal()).apply(claimed)
    acted = stores.held(stores.remediations.acted(claimed, "done", 0))
    leased = stores.held(stores.remediations.verified(acted, Outcome.WORKED, "receded"))
    clock.advance(LEASE_S)
    return Loan(stores, clock, cluster, RecordingNotifier(), leased)


def test_what_receded_and_stays_safe_is_given_back_and_told(loan: Loan) -> None:
    assert loan.judge_to_the_end(RECEDED) == "given_back"
    assert loan.replicas == 1
    assert [one.detail for one in loan.slack.events] == ["gave back Deployment/shop/web replicas 3→1"]


def test_a_forecast_that_stands_renews_for_a_whole_lease_on_the_object_too(loan: Loan) -> None:
    after = loan.judge(assessment(Verdict.CONFIRMED))
    assert (after.state.value, after.lease_until_s) == ("leased", loan.clock.now() + LEASE_S)
    written = json.loads(loan.cluster.deployed[TARGET].annotations[LEASE_KEY])
    assert written["until"] == "2023-11-15T00:13:20+00:00"
    assert loan.slack.events == []


def test_growth_that_would_run_out_on_fewer_replicas_is_looked_at_again_soon(loan: Loan) -> None:
    after = loan.judge(assessment(Verdict.REFUTED, level=0.3, slope_per_s=3e-4, horizon_s=1800))
    assert (after.state.value, after.lease_until_s) == ("leased", loan.clock.now() + RECHECK_S)
    assert after.note == "the growth on 2 instead of 3 replicas would run out again"
    assert loan.replicas == 3


def test_without_data_the_loan_goes_on_for_three_leases_since_there_was_some(loan: Loan) -> None:
    blind = assessment(Verdict.INCONCLUSIVE, reason="data", level=float("nan"), slope_per_s=float("nan"))
    assert loan.judge(blind).note == "no data to judge by (data)"  # a lease after data was last seen
    loan.clock.advance(2 * LEASE_S - 1)
    assert loan.judge(blind).state.value == "leased"
    loan.clock.advance(1)
    assert loan.judge_to_the_end(blind) == "given_back"


def test_while_the_kill_switch_is_on_nothing_is_given_back_nor_renewed_on_the_object(loan: Loan) -> None:
    loan.stores.kill_switch.turn_on("stop")
    before = list(loan.cluster.calls)
    for seen in (RECEDED, assessment(Verdict.CONFIRMED)):
        assert loan.judge(seen).note == "acting is switched off: stop"
    assert loan.cluster.calls == before


def test_what_somebody_else_changed_is_left_to_them_and_told(loan: Loan) -> None:
    loan.cluster.deployed[TARGET].replicas = 9
    loan.cluster.touch(TARGET)
    assert loan.judge(RECEDED).state.value == "kept"
    assert loan.replicas == 9
    expected = "left Deployment/shop/web as it is: replicas was changed by somebody else since"
    assert [one.detail for one in loan.slack.events] == [expected]


@pytest.mark.parametrize("error", [TemporaryError("503"), PermanentError("403")])
def test_a_cluster_that_does_not_take_it_back_leaves_the_loan_open(loan: Loan, error: Exception) -> None:
    loan.cluster.fail_before("set_replicas", error)
    with pytest.raises(type(error)):
        loan.judge(RECEDED)
    assert loan.stores.rows("SELECT state FROM remediations") == [("leased",)]
    assert loan.slack.events == []


BLIND = assessment(Verdict.INCONCLUSIVE, reason="data", level=float("nan"), slope_per_s=float("nan"))


def test_a_long_loan_is_blind_only_since_data_was_last_seen(loan: Loan) -> None:
    for _ in range(5):
        loan.judge(assessment(Verdict.CONFIRMED))
        loan.clock.advance(LEASE_S)
    assert loan.judge(BLIND).state.value == "leased"
    loan.clock.advance(2 * LEASE_S - 1)
    assert loan.judge(BLIND).state.value == "leased"
    loan.clock.advance(1)
    assert loan.judge_to_the_end(BLIND) == "given_back"


@pytest.mark.parametrize("seen", [RECEDED, BLIND], ids=["receded", "blind"])
def test_a_loan_that_another_alert_needs_goes_on(loan: Loan, seen: Assessment) -> None:
    loan.stores.episodes.close(replace(episode(), claim=loan.stores.claim("episodes", loan.remediation.episode_id)))
    other = loan.stores.accepted(alert(fingerprint="d4e5f6"))
    decision = Decision(plan(), Hold("cooldown", "acted just now"))
    loan.stores.episodes.record(other, assessment(), decision, "abc123")
    loan.clock.advance(10 * LEASE_S)
    assert loan.judge(seen).note == "another forecast for the same target stands"
    assert loan.replicas == 3
    loan.stores.episodes.close(other)
    assert loan.judge_to_the_end(seen) == "given_back"


def test_during_a_maintenance_window_nothing_is_given_back_and_nothing_is_written(loan: Loan) -> None:
    loan.policy = loan.policy.model_copy(update={"maintenance": (builders.window(),)})
    kept = loan.judge(RECEDED)
    assert (kept.state.value, kept.note) == ("leased", "nothing is changed during the maintenance window 'freeze'")
    assert loan.judge(assessment()).note == "nothing is changed during the maintenance window 'freeze'"
    assert loan.cluster.calls == ["annotate", "set_replicas 3"]


def test_it_is_given_back_in_steps_a_settle_time_apart_and_told_once_at_the_end(loan: Loan) -> None:
    half = loan.judge(RECEDED)
    assert (half.state.value, loan.replicas, half.lease_until_s) == ("leased", 2, loan.clock.now() + SETTLE_S)
    assert half.note == "gave back a part: replicas 3→2 on the way to 1"
    assert loan.slack.events == []
    assert loan.judge(RECEDED).state.value == "given_back"
    assert [one.detail for one in loan.slack.events] == ["gave back Deployment/shop/web replicas 3→1"]


def test_a_step_after_which_the_forecast_stands_again_ends_the_giving_back_for_now(loan: Loan) -> None:
    loan.judge(RECEDED)
    after = loan.judge(assessment(Verdict.CONFIRMED))
    assert (after.note, after.lease_until_s, loan.replicas) == ("the forecast stands", loan.clock.now() + LEASE_S, 2)
    assert json.loads(loan.cluster.deployed[TARGET].annotations[LEASE_KEY])["wanted"] == 2
    assert loan.judge_to_the_end(RECEDED) == "given_back"


def test_half_of_the_way_is_gone_where_all_of_it_would_run_out(loan: Loan) -> None:
    seen = assessment(Verdict.REFUTED, level=0.3, slope_per_s=2.5e-4, horizon_s=1800)
    assert loan.judge_to_the_end(seen) == "leased"
    assert (loan.replicas, loan.remediation.note) == (2, "the growth on 1 instead of 2 replicas would run out again")


@pytest.mark.parametrize("value", [1, 9])
def test_what_somebody_changed_between_two_steps_is_theirs(loan: Loan, value: int) -> None:
    loan.judge(RECEDED)
    loan.cluster.deployed[TARGET].replicas = value
    loan.cluster.touch(TARGET)
    assert loan.judge(RECEDED).state.value == "kept"
    assert loan.replicas == value
    assert LEASE_KEY not in loan.cluster.deployed[TARGET].annotations


def test_a_forecast_that_stands_does_not_renew_what_somebody_lowered(loan: Loan) -> None:
    loan.cluster.deployed[TARGET].replicas = 1
    loan.cluster.touch(TARGET)
    assert loan.judge(assessment(Verdict.CONFIRMED)).state.value == "kept"


@pytest.mark.parametrize("crash", ["before the lease", "before the count", "after the count"])
def test_a_step_that_was_cut_off_is_found_taken_or_not_and_goes_on_from_there(loan: Loan, crash: str) -> None:
    method = "annotate" if crash == "before the lease" else "set_replicas"
    fail = loan.cluster.fail_after if crash == "after the count" else loan.cluster.fail_before
    fail(method, Crash())
    with pytest.raises(Crash):
        loan.judge(RECEDED)
    loan.remediation = loan.stores.held(loan.reread())
    assert (loan.remediation.lowering_to, loan.replicas) == (2, 2 if crash == "after the count" else 3)
    kept = loan.judge(assessment(Verdict.CONFIRMED))
    assert (kept.state.value, kept.lent, kept.lowering_to) == ("leased", loan.replicas, None)
    assert loan.judge_to_the_end(RECEDED) == "given_back"
    assert loan.replicas == 1

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pytest

from receiver.clock import FrozenClock
from receiver.domain.decision import Plan
from receiver.domain.expectation import Expectation
from receiver.domain.remediation import Outcome, Remediation, State
from receiver.domain.series import Series
from receiver.domain.verdict import Verdict
from receiver.errors import PermanentError
from receiver.forecast.clean import Floats
from receiver.forecast.effect import Seen
from receiver.forecast.question import Question
from receiver.pipeline.notify import Notify
from receiver.pipeline.successors import Successors
from receiver.pipeline.verify import Verify, concluded, deadline_s
from receiver.pipeline.work import Work
from receiver.policy.model import ForecastPolicy
from receiver.ports import Followed
from tests.support.builders import NOW_S, TARGET, alert, assessment, entry
from tests.support.cluster import Deployed, FakeCluster
from tests.support.notifier import RecordingNotifier
from tests.support.source import FakeSource, Shape, rising, steady
from tests.support.stores import Stores

SETTLE_S = 120.0
DEADLINE_S = SETTLE_S + 2 * 300.0  # the shortest window of the acting alert is 300 s
GROWTH_PER_S = 0.0005
FORECAST = Expectation(NOW_S, 0.5, 0.0, NOW_S + 800, NOW_S + 1000, NOW_S + 1300, pods=1)
AS_FORECAST = rising(NOW_S, level=0.5, slope_per_s=GROWTH_PER_S)


@dataclass
class Acted:
    """A change that was made just now."""

    stores: Stores
    clock: FrozenClock
    slack: RecordingNotifier
    cluster: FakeCluster
    source: FakeSource

    def verify(
        self,
        verdict: Verdict,
        after_s: float,
        shape: Shape,
        *,
        expected: Expectation | None = FORECAST,
        plan: Plan | None = None,
        known: ForecastPolicy | None = None,
        followed: Mapping[str, Followed] | None = None,
    ) -> Remediation:
        """Look at a change so many seconds after it was made."""
        known = known or entry()
        speed, policy = known.alert_for("critical"), known.remediation
        assert speed is not None
        assert policy is not None
        episode = self.stores.accepted(alert())
        claimed = self.stores.intended(episode, plan, expected=expected)
        acted = self.stores.held(self.stores.remediations.acted(claimed, "done", SETTLE_S))
        self.clock.advance(after_s)
        t = np.arange(NOW_S - 600, self.clock.now() + 1, 10.0)
        asked = Question(Series(t, shape(t)), self.clock.now(), 1800.0, 10.0, 0.5)
        work = Work(episode, known, speed, self.clock.now(), assessment(verdict), remediation=acted, question=asked)
        notify = Notify(self.stores.outbox, {"slack": self.slack})
        successors = Successors(self.cluster, self.source, self.clock)
        verify = Verify(self.stores.remediations, followed or {}, successors, self.cluster, notify, self.clock)
        after = verify.run(work, policy, speed).remediation
        assert after is not None
        assert (after is acted) == (after.state is State.ACTED)
        return after

    @property
    def told(self) -> list[tuple[str, str]]:
        """Kinds and details of what people were told."""
        return [(one.kind.value, one.detail) for one in self.slack.events]


@pytest.fixture
def change(stores: Stores, clock: FrozenClock) -> Acted:
    cluster = FakeCluster()
    cluster.deploy(TARGET, "web-1", Deployed(replicas=3))
    return Acted(stores, clock, RecordingNotifier(), cluster, FakeSource())


def _killed(t: Floats) -> Floats:
    return np.where(t < NOW_S + 60, AS_FORECAST(t), 0.1)


def _diluted(t: Floats) -> Floats:
    return AS_FORECAST(t) - np.where(t > NOW_S, 0.3, 0.0)


def _shared(t: Floats) -> Floats:
    return np.where(t > NOW_S, 0.2 + GROWTH_PER_S / 3 * (t - NOW_S), AS_FORECAST(t))


def test_what_receded_and_lies_below_the_forecast_means_that_it_worked(change: Acted) -> None:
    after = change.verify(Verdict.REFUTED, SETTLE_S, steady(0.5))
    assert (after.state, after.outcome) == (State.LEASED, Outcome.WORKED)
    numbers = "forecast 0.55 (0.54 to 0.56), found 0.50"
    assert change.told == [("worked", f"scale Deployment/shop/web replicas 1→3: the forecast has receded ({numbers})")]
    assert after.note == f"the forecast has receded ({numbers})"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_before_the_deadline_what_is_as_forecast_is_looked_at_again(change: Acted, verdict: Verdict) -> None:
    assert change.verify(verdict, DEADLINE_S - 1, AS_FORECAST).state is State.ACTED
    assert change.told == []


@pytest.mark.parametrize(
    ("verdict", "shape", "outcome", "kind"),
    [
        (Verdict.CONFIRMED, AS_FORECAST, Outcome.NO_EFFECT, "no_effect"),
        (Verdict.CONFIRMED, rising(NOW_S, 0.5, GROWTH_PER_S / 4), Outcome.SLOWED, "slowed"),
        (Verdict.REFUTED, AS_FORECAST, Outcome.INCONCLUSIVE, "unverified"),
        (Verdict.INCONCLUSIVE, AS_FORECAST, Outcome.INCONCLUSIVE, "unverified"),
        (Verdict.INCONCLUSIVE, steady(0.5), Outcome.INCONCLUSIVE, "unverified"),
    ],
)
def test_at_the_deadline_only_less_than_was_forecast_is_an_effect_and_doubt_is_no_success(
    change: Acted, verdict: Verdict, shape: Shape, outcome: Outcome, kind: str
) -> None:
    after = change.verify(verdict, DEADLINE_S, shape)
    assert (after.state, after.outcome) == (State.LEASED, outcome)
    assert [told for told, _ in change.told] == [kind]
    assert "forecast 0.85 (0.77 to 0.94), found" in change.told[0][1]


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_pod_that_was_killed_meanwhile_is_no_success_whatever_the_check_says(change: Acted, verdict: Verdict) -> None:
    assert change.verify(verdict, SETTLE_S, _killed).outcome is Outcome.INCONCLUSIVE
    assert "restarted meanwhile: it fell from 0.53 to 0.10" in change.told[0][1]


BY_WORKLOAD = entry(by=["namespace", "deployment"])


def test_an_average_that_only_more_pods_made_lower_is_no_effect(change: Acted) -> None:
    after = change.verify(Verdict.CONFIRMED, DEADLINE_S, _diluted, known=BY_WORKLOAD)
    assert after.outcome is Outcome.NO_EFFECT
    assert "forecast +1.80/h, found +1.80/h, +0.60/h if the load is shared" in change.told[0][1]


def test_growth_that_more_pods_share_is_an_effect(change: Acted) -> None:
    assert change.verify(Verdict.REFUTED, DEADLINE_S, _shared, known=BY_WORKLOAD).outcome is Outcome.WORKED


def test_without_the_forecast_on_record_nobody_can_tell(change: Acted) -> None:
    after = change.verify(Verdict.REFUTED, DEADLINE_S, steady(0.1), expected=None)
    assert (after.outcome, change.told[0][0]) == (Outcome.INCONCLUSIVE, "unverified")
    assert "what was forecast is not on record" in change.told[0][1]


@pytest.mark.parametrize("seen", list(Seen))
@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_a_refuted_forecast_and_a_series_below_it_are_success(verdict: Verdict, seen: Seen) -> None:
    good = {concluded(verdict, seen, deadline_passed=passed) for passed in (False, True)} & {Outcome.WORKED}
    assert bool(good) == (verdict is Verdict.REFUTED and seen is Seen.BELOW)


def test_a_slow_forecast_in_noise_is_given_the_time_to_differ_from_standing_still() -> None:
    known = entry()
    speed, policy = known.alert_for("critical"), known.remediation
    assert speed is not None
    assert policy is not None
    wait_s = {
        name: deadline_s(expected, NOW_S, policy, speed) - NOW_S - policy.settle_s
        for name, expected in {
            "clear": FORECAST,
            "slow": replace(FORECAST, noise=0.1, latest_s=NOW_S + 2500, earliest_s=NOW_S + 9000),
            "never later than half of the way": replace(FORECAST, noise=0.4, earliest_s=NOW_S + 1500),
            "never longer than a lease": replace(FORECAST, noise=0.4, latest_s=math.inf, earliest_s=math.inf),
            "unknown": None,
        }.items()
    }
    assert wait_s == {
        "clear": 600,
        "slow": 1000,
        "never later than half of the way": 750,
        "never longer than a lease": 3600,
        "unknown": 600,
    }


RESTART = Plan("restart", TARGET, "restartedAt", 0, 0, "3 pods, 1 at a time")


def _restarted(change: Acted, **shapes: Shape) -> None:
    change.cluster.deployed[TARGET].rollout.pods = tuple(name.replace("_", "-") for name in shapes)
    change.source.of_pod = {name.replace("_", "-"): shape for name, shape in shapes.items()}


def test_a_restart_is_judged_by_the_pods_that_took_over(change: Acted) -> None:
    _restarted(change, web_7=steady(0.05), web_8=steady(0.07))
    after = change.verify(Verdict.INCONCLUSIVE, SETTLE_S, AS_FORECAST, plan=RESTART)
    assert (after.state, after.outcome) == (State.DONE, Outcome.WORKED)
    assert change.told == [
        ("worked", "restart Deployment/shop/web: the forecast has receded (2 new pods stand at 0.07 at most)")
    ]
    assert {one["pod"] for one in change.source.asked} == {"web-7", "web-8"}


def test_new_pods_that_will_be_full_again_soon_only_slowed_it(change: Acted) -> None:
    _restarted(change, web_7=steady(0.3))
    assert change.verify(Verdict.INCONCLUSIVE, SETTLE_S, AS_FORECAST, plan=RESTART).outcome is Outcome.SLOWED


def test_a_new_pod_that_stands_where_the_old_one_was_expected_shows_no_effect(change: Acted) -> None:
    _restarted(change, web_7=steady(0.05), web_8=AS_FORECAST)
    assert change.verify(Verdict.INCONCLUSIVE, SETTLE_S, AS_FORECAST, plan=RESTART).outcome is Outcome.NO_EFFECT


@pytest.mark.parametrize(("after_s", "outcome"), [(SETTLE_S, None), (10 * DEADLINE_S, Outcome.INCONCLUSIVE)])
def test_without_series_of_the_new_pods_a_restart_stays_open_and_is_no_success_in_the_end(
    change: Acted, after_s: float, outcome: Outcome | None
) -> None:
    assert change.verify(Verdict.REFUTED, after_s, AS_FORECAST, plan=RESTART).outcome is outcome


def test_what_keeps_the_new_pods_from_running_is_named(change: Acted) -> None:
    change.cluster.deployed[TARGET].rollout.trouble = "2 of its pods wait for a node: 0/3 nodes are available"
    change.verify(Verdict.CONFIRMED, 10 * DEADLINE_S, AS_FORECAST)
    [(kind, told)] = change.told
    assert kind == "no_effect"
    assert told.endswith("; 2 of its pods wait for a node: 0/3 nodes are available)")


def test_who_may_not_list_pods_verifies_all_the_same(change: Acted) -> None:
    change.cluster.fail_before("trouble", PermanentError("403"))
    change.verify(Verdict.CONFIRMED, 10 * DEADLINE_S, AS_FORECAST)
    assert change.told[0][1].endswith("; its pods could not be looked at: 403)")

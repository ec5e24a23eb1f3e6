from receiver.backtest.dryrun import DryRun, dry_run
from receiver.backtest.replay import SeriesOutcome
from receiver.backtest.workloads import gather
from receiver.domain.verdict import Verdict
from receiver.policy.budget import Budgets
from receiver.policy.maintenance import Interval, MaintenanceWindow
from receiver.policy.model import Policy
from tests.receiver.backtest.outcomes import crossing, look, page, series
from tests.receiver.backtest.tracks import policy
from tests.support.builders import remediation_document

POD = "web-7d4b9c6f5d-x2kzp"


def _run(*found: SeriesOutcome, given: Policy | None = None) -> DryRun:
    given = given or policy()
    entry = given.forecasts["memory"]
    assert entry.remediation is not None
    labelled = [(dict(zip(entry.by, one.key, strict=True)), one.watched) for one in found]
    return dry_run("memory", given, found, gather(labelled, entry.remediation.target, assumed=2))


def test_a_sure_look_acts_although_the_mode_is_dry_run() -> None:
    [action] = _run(series(page(9_000.0, 10_000.0), crossings=(crossing(11_000.0),))).actions
    assert str(action.plan) == "scale Deployment/shop/web replicas 1→3"
    assert (action.at_s, action.until_s, action.needed) == (9_000.0, 9_000.0 + 3600.0, True)


def test_the_cost_is_what_was_raised_times_how_long() -> None:
    run = _run(series(page(9_000.0, 10_000.0)))
    assert run.replica_hours == 2.0


def test_an_action_before_nothing_is_told_as_such() -> None:
    assert [action.needed for action in _run(series(page(9_000.0, 10_000.0))).actions] == [False]


def test_the_first_guard_that_holds_is_counted() -> None:
    doubtful = page(9_000.0, 10_000.0, look(9_000.0, 0.2), look(9_120.0, 0.6))
    run = _run(series(doubtful))
    assert (run.actions, run.holds) == ((), {"confidence": 1, "verdict": 1})


def test_an_alert_that_may_not_act_is_held() -> None:
    given = policy(remediation=remediation_document(severities=["other"]))
    assert _run(series(page(9_000.0, 10_000.0)), given=given).holds == {"severity": 1}


def test_what_cannot_be_guessed_from_the_past_is_held_for_want_of_a_target() -> None:
    given = policy(remediation=remediation_document(action="restart"))
    run = _run(series(page(9_000.0, 10_000.0)), given=given)
    assert (run.actions, run.holds) == ((), {"target": 1})


def test_without_a_remediation_nothing_is_done() -> None:
    run = dry_run("memory", policy(remediation=None), [series(page(9_000.0, 10_000.0))], None)
    assert (run.actions, run.holds) == ((), {"action": 1})


def test_while_the_first_step_is_unverified_and_then_without_effect_there_is_no_second() -> None:
    looks = [look(9_000.0 + 120.0 * step) for step in range(60)]
    run = _run(series(page(9_000.0, 17_000.0, *looks)))
    assert len(run.actions) == 1
    assert set(run.holds) == {"running", "effect"}


def test_the_loan_is_renewed_while_the_forecast_stands() -> None:
    looks = [look(9_000.0 + 600.0 * step) for step in range(10)]
    [action] = _run(series(page(9_000.0, 15_000.0, *looks))).actions
    assert action.until_s == looks[-1].at_s + 3600.0


def test_a_refuted_look_does_not_renew() -> None:
    looks = [look(9_000.0), look(9_600.0), look(10_200.0, 0.1)]
    [action] = _run(series(page(9_000.0, 15_000.0, *looks))).actions
    assert action.until_s == 9_600.0 + 3600.0


def test_siblings_share_one_action() -> None:
    first = series(page(9_000.0, 9_500.0), pod=POD)
    second = series(page(9_060.0, 9_500.0), pod="web-7d4b9c6f5d-bcdfg")
    run = _run(first, second)
    assert [str(action.plan) for action in run.actions] == ["scale Deployment/shop/web replicas 2→4"]
    assert run.holds == {"running": 1}


def test_after_the_loan_the_next_incident_has_its_own_action() -> None:
    run = _run(series(page(9_000.0, 9_500.0), page(30_000.0, 30_500.0)))
    assert [action.at_s for action in run.actions] == [9_000.0, 30_000.0]


def test_a_stateful_set_is_a_persons_decision() -> None:
    assert _run(series(page(9_000.0, 9_500.0), pod="kafka-0")).holds == {"workload": 1}


def test_an_inconclusive_look_never_acts() -> None:
    unsure = look(9_000.0, 0.0, verdict=Verdict.INCONCLUSIVE, reason="coverage")
    assert _run(series(page(9_000.0, 9_500.0, unsure))).actions == ()


def test_budgets_and_maintenance_windows_hold_as_they_would_have() -> None:
    tight = policy().model_copy(update={"budgets": Budgets(per_hour=1)})
    other = series(page(9_060.0, 9_500.0), pod="api-7d4b9c6f5d-bcdfg")
    assert _run(series(page(9_000.0, 9_500.0)), other, given=tight).holds == {"budget": 1}
    always = MaintenanceWindow(name="freeze", intervals=(Interval(),))
    frozen = policy().model_copy(update={"maintenance": (always,)})
    assert _run(series(page(9_000.0, 9_500.0)), given=frozen).holds == {"maintenance": 1}

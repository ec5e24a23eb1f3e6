from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from receiver.backtest.beside import Assumed, Beside, Read
from receiver.backtest.dryrun import DryRun, dry_run
from receiver.backtest.history import History
from receiver.backtest.past import UNKNOWN_SIZE
from receiver.backtest.replay import SeriesOutcome
from receiver.backtest.track import Floats
from receiver.backtest.workloads import gather
from receiver.domain.action import ACTIONS
from receiver.domain.verdict import Verdict
from receiver.policy.budget import Budgets
from receiver.policy.maintenance import Interval, MaintenanceWindow
from receiver.policy.model import Policy
from receiver.scorecard.tally import Fate
from tests.receiver.backtest.found import history
from tests.receiver.backtest.outcomes import crossing, look, page, series
from tests.receiver.backtest.tracks import START_S, STEP_S, policy
from tests.support.builders import expansion_document, remediation_document, resize_document

POD = "web-7d4b9c6f5d-x2kzp"
GIB = 2**30
NOTHING = History("memory", ("namespace", "pod"), 0.0, 60.0, 1, (), ())


def _run(*found: SeriesOutcome, given: Policy | None = None, read: Read | None = None) -> DryRun:
    given = given or policy()
    entry = given.forecasts["memory"]
    targets = [rung.target for rung in entry.remediation.rungs] if entry.remediation else []
    labelled = [(dict(zip(entry.by, one.key, strict=True)), one.watched) for one in found]
    return dry_run("memory", given, found, gather(labelled, targets, 2), read or Read(NOTHING, Beside(), Assumed(2)))


def _held(run: DryRun) -> dict[str, int]:
    return {guard: held.count for guard, held in run.holds.items()}


def test_a_sure_look_acts_although_the_mode_is_dry_run() -> None:
    [action] = _run(series(page(9_000.0, 10_000.0), crossings=(crossing(11_000.0),))).actions
    assert str(action.plan) == "scale Deployment/shop/web replicas 1→3"
    assert (action.at_s, action.until_s, action.fate) == (9_000.0, 9_000.0 + 3600.0, Fate.TRUE)


def test_the_cost_is_what_was_raised_times_how_long() -> None:
    run = _run(series(page(9_000.0, 10_000.0)))
    assert [action.cost for action in run.actions] == [2.0]


def test_an_action_before_nothing_is_told_as_such() -> None:
    assert [action.fate for action in _run(series(page(9_000.0, 10_000.0))).actions] == [Fate.FALSE]
    spoken = _run(series(page(9_000.0, 10_000.0), crossings=(replace(crossing(8_000.0), until_s=9_500.0),)))
    assert [action.fate for action in spoken.actions] == [Fate.LATE]
    assert [action.fate for action in _run(series(page(85_000.0, 86_000.0))).actions] == [Fate.UNKNOWN]


def test_the_first_guard_that_holds_is_counted() -> None:
    doubtful = page(9_000.0, 10_000.0, look(9_000.0, 0.2), look(9_120.0, 0.6))
    run = _run(series(doubtful))
    assert (run.actions, _held(run)) == ((), {"confidence": 1, "verdict": 1})


def test_an_alert_that_may_not_act_is_held() -> None:
    given = policy(remediation=remediation_document(severities=["other"]))
    assert _held(_run(series(page(9_000.0, 10_000.0)), given=given)) == {"severity": 1}


def test_without_a_remediation_nothing_is_done() -> None:
    run = _run(series(page(9_000.0, 10_000.0)), given=policy(remediation=None))
    assert (run.actions, _held(run)) == ((), {"action": 1})


def test_a_hold_says_why_it_held_first() -> None:
    run = _run(series(page(9_000.0, 10_000.0, look(9_000.0, 0.6), look(9_120.0, 0.7))))
    assert run.holds["confidence"].count == 2
    assert "60.0%" in run.holds["confidence"].reason


def test_while_the_first_step_is_unverified_and_then_without_effect_there_is_no_second() -> None:
    looks = [look(9_000.0 + 120.0 * step) for step in range(60)]
    run = _run(series(page(9_000.0, 17_000.0, *looks)))
    assert len(run.actions) == 1
    assert set(run.holds) == {"running", "effect"}


def test_the_loan_is_renewed_while_the_forecast_stands() -> None:
    looks = [look(9_000.0 + 600.0 * step) for step in range(10)]
    [action] = _run(series(page(9_000.0, 15_000.0, *looks))).actions
    assert action.until_s == looks[-1].at_s + 3600.0
    assert action.cost == pytest.approx(2 * (5400.0 + 3600.0) / 3600.0)


def test_a_refuted_look_does_not_renew() -> None:
    looks = [look(9_000.0), look(9_600.0), look(10_200.0, 0.1)]
    [action] = _run(series(page(9_000.0, 15_000.0, *looks))).actions
    assert action.until_s == 9_600.0 + 3600.0


def test_siblings_share_one_action() -> None:
    first = series(page(9_000.0, 9_500.0), pod=POD)
    second = series(page(9_060.0, 9_500.0), pod="web-7d4b9c6f5d-bcdfg")
    run = _run(first, second)
    assert [str(action.plan) for action in run.actions] == ["scale Deployment/shop/web replicas 2→4"]
    assert _held(run) == {"running": 1}


def test_after_the_loan_the_next_incident_has_its_own_action() -> None:
    run = _run(series(page(9_000.0, 9_500.0), page(30_000.0, 30_500.0)))
    assert [action.at_s for action in run.actions] == [9_000.0, 30_000.0]


def test_a_stateful_set_is_a_persons_decision() -> None:
    assert _held(_run(series(page(9_000.0, 9_500.0), pod="kafka-0"))) == {"workload": 1}


def test_an_inconclusive_look_never_acts() -> None:
    unsure = look(9_000.0, 0.0, verdict=Verdict.INCONCLUSIVE, reason="coverage")
    assert _run(series(page(9_000.0, 9_500.0, unsure))).actions == ()


def test_budgets_and_maintenance_windows_hold_as_they_would_have() -> None:
    tight = policy().model_copy(update={"budgets": Budgets(per_hour=1)})
    other = series(page(9_060.0, 9_500.0), pod="api-7d4b9c6f5d-bcdfg")
    assert _held(_run(series(page(9_000.0, 9_500.0)), other, given=tight)) == {"budget": 1}
    always = MaintenanceWindow(name="freeze", intervals=(Interval(),))
    frozen = policy().model_copy(update={"maintenance": (always,)})
    assert _held(_run(series(page(9_000.0, 9_500.0)), given=frozen)) == {"maintenance": 1}


def test_a_step_that_helped_is_followed_by_another_which_takes_its_loan_over() -> None:
    looks = [look(9_000.0), look(11_000.0, 0.1), *(look(12_000.0 + 120.0 * step) for step in range(5))]
    first, second = _run(series(page(9_000.0, 20_000.0, *looks))).actions
    assert [str(first.plan), str(second.plan)] == [
        "scale Deployment/shop/web replicas 1→3",
        "scale Deployment/shop/web replicas 1→5",
    ]
    assert first.until_s == second.at_s


def test_a_restart_is_counted_once_per_page_however_long_that_is() -> None:
    given = policy(remediation=remediation_document(action="restart"))
    looks = [look(9_000.0 + 600.0 * step) for step in range(60)]
    run = _run(series(page(9_000.0, 45_000.0, *looks), page(60_000.0, 61_000.0)), given=given)
    assert [(str(one.plan), one.at_s, one.cost, one.until_s) for one in run.actions] == [
        ("restart Deployment/shop/web", 9_000.0, 1.0, None),
        ("restart Deployment/shop/web", 60_000.0, 1.0, None),
    ]


def test_a_restart_for_which_there_is_no_time_is_held() -> None:
    given = policy(remediation=remediation_document(action="restart"))
    late = look(9_000.0, eta_lower_s=20.0)
    assert _held(_run(series(page(9_000.0, 9_600.0, late)), given=given)) == {"rollout": 1}


def test_a_webhook_is_called_once_per_series_and_page() -> None:
    given = policy(remediation=remediation_document(action="webhook", url="https://hooks.example.com/free"))
    run = _run(series(page(9_000.0, 9_600.0, look(9_000.0), look(9_120.0))), given=given)
    [call] = run.actions
    assert (call.plan.action, call.cost, call.until_s, call.plan.sizing) == (
        "webhook",
        1.0,
        None,
        "POST to hooks.example.com",
    )


def test_a_ladder_goes_on_to_the_next_rung_when_nothing_shows_that_the_first_helped() -> None:
    given = policy(remediation=remediation_document(then=[remediation_document(action="restart")]))
    looks = [look(9_000.0 + 120.0 * step) for step in range(60)]
    run = _run(series(page(9_000.0, 17_000.0, *looks)), given=given)
    assert [(one.plan.action, one.rung) for one in run.actions] == [("scale", 1), ("restart", 2)]
    assert "rung 2 of 2, for scale had no effect" in run.actions[1].plan.sizing
    assert run.actions[1].at_s >= 9_000.0 + 120.0 + 2 * 900.0
    assert run.actions[0].until_s == looks[-1].at_s + 3600.0


VOLUME = ("shop", "data-0")
CLAIM = ["namespace", "persistentvolumeclaim"]


def _volume(folder: Path, used: Floats, size_bytes: int = 10 * GIB) -> tuple[SeriesOutcome, Read]:
    """A volume of 10 GiB, recorded by the minute from `START_S` on, whose alert fires all the time."""
    looks = [look(START_S + STEP_S * place) for place in range(200, len(used), 20)]
    found = series(page(looks[0].at_s, START_S + STEP_S * len(used), *looks), pod=VOLUME[1])
    sizes = history(folder / "sizes", {VOLUME: np.full(len(used), float(size_bytes))})
    return found, Read(history(folder / "used", {VOLUME: used}), Beside(sizes=sizes), Assumed(2))


def _claims(**changes: object) -> Policy:
    return policy(by=CLAIM, remediation=expansion_document(**changes))


def test_a_volume_is_bought_once_and_then_large_enough(tmp_path: Path) -> None:
    found, read = _volume(tmp_path, np.linspace(0.5, 0.99, 600))
    run = _run(found, given=_claims(cooldown_s=3600.0), read=read)
    [bought] = run.actions
    assert str(bought.plan).startswith("expand-volume PersistentVolumeClaim/shop/data-0 storage 10 GiB→")
    assert (bought.cost, bought.until_s) == ((bought.plan.wanted - 10 * GIB) / GIB, None)
    assert "verdict" in run.holds, "what comes afterwards is asked of the larger volume, and refuted"


def test_growth_that_eats_the_larger_volume_asks_for_more_of_it(tmp_path: Path) -> None:
    """Its recorded share grows beyond 1, as that of a quota that can be overdrawn."""
    used = np.linspace(0.5, 4.0, 3000)
    found, read = _volume(tmp_path, used)
    run = _run(found, given=_claims(cooldown_s=600.0, lease_s=600.0, max_step_ratio=1.3), read=read)
    sizes = [(one.plan.previous, one.plan.wanted) for one in run.actions]
    assert len(sizes) == 3
    assert all(after[0] == before[1] for before, after in pairwise(sizes))
    assert "was expanded 3 times within a week" in run.holds["volume"].reason
    assert [one.fate for one in run.actions][1:] == [Fate.TRUE] * 2


def test_a_volume_whose_size_nobody_knows_is_told_by_name(tmp_path: Path) -> None:
    found, _ = _volume(tmp_path, np.linspace(0.5, 0.99, 600))
    run = _run(found, given=_claims())
    assert run.actions == ()
    assert run.unknown == {("expand-volume", UNKNOWN_SIZE): 20}
    assert run.holds["target"].reason == UNKNOWN_SIZE


def test_a_size_that_is_given_stands_in_for_one_that_nobody_recorded() -> None:
    read = Read(NOTHING, Beside(), Assumed(2, 10 * GIB))
    [bought] = _run(series(page(9_000.0, 9_600.0), pod="data-0"), given=_claims(), read=read).actions
    assert bought.plan.previous == 10 * GIB


def test_without_max_bytes_nothing_is_made_larger(tmp_path: Path) -> None:
    found, read = _volume(tmp_path, np.linspace(0.5, 0.99, 600))
    assert set(_run(found, given=_claims(max_bytes=None), read=read).holds) == {"bounds"}


def test_memory_costs_what_was_added_for_as_long_as_the_pod_was_seen() -> None:
    given = policy(by=["namespace", "pod", "container"], remediation=resize_document(max_bytes=4 * GIB))
    found = series(page(9_000.0, 9_600.0))
    found = SeriesOutcome(("shop", POD, "app"), found.watched, 0.0, found.alerts)
    [resized] = _run(found, given=given, read=Read(NOTHING, Beside(), Assumed(2, GIB))).actions
    added_gib = (resized.plan.wanted - GIB) / GIB
    assert resized.until_s == 86_400.0
    assert resized.cost == pytest.approx(added_gib * (86_400.0 - 9_000.0) / 3600.0)


def _loaded(folder: Path, grows: Floats, load: Floats) -> tuple[SeriesOutcome, Read]:
    key = ("shop", POD)
    read = Read(history(folder / "used", {key: grows}), Beside(loads=history(folder / "load", {key: load})), Assumed(2))
    at_s = START_S + STEP_S * (len(grows) - 1)
    return series(page(at_s, at_s + 600.0, look(at_s, segment_start_s=START_S))), read


def _driven() -> tuple[Floats, Floats]:
    """Requests that come in waves, and what they leave behind."""
    t = np.arange(600)
    requests = 50.0 + 45.0 * np.sin(t / 40.0)
    return 0.2 + 0.6 * np.cumsum(requests) / requests.sum(), requests


def _asking(**changes: object) -> Policy:
    return policy(remediation=remediation_document(load={"by": ["namespace", "pod"]}, **changes))


def test_what_grows_with_the_load_is_scaled(tmp_path: Path) -> None:
    found, read = _loaded(tmp_path, *_driven())
    assert [one.plan.action for one in _run(found, given=_asking(), read=read).actions] == ["scale"]


def test_what_grows_with_time_only_goes_past_scale_to_the_next_rung(tmp_path: Path) -> None:
    _, requests = _driven()
    found, read = _loaded(tmp_path, np.linspace(0.2, 0.8, 600), requests)
    run = _run(found, given=_asking(then=[remediation_document(action="restart")]), read=read)
    assert [one.plan.action for one in run.actions] == ["restart"]


def test_a_load_that_is_not_known_holds_and_is_told_by_name(tmp_path: Path) -> None:
    grows, _ = _driven()
    found, read = _loaded(tmp_path, grows, np.full(600, np.nan))
    run = _run(found, given=_asking(), read=read)
    assert (run.actions, _held(run)) == ((), {"load": 1})
    [(action, reason)] = run.unknown
    assert (action, "load" in reason) == ("scale", True)


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_is_replayed(action: str) -> None:
    documents: Mapping[str, object] = {
        "expand-volume": expansion_document(),
        "resize-memory": resize_document(max_bytes=4 * GIB),
        "webhook": remediation_document(action="webhook", url="https://hooks.example.com/x"),
    }
    by = {"expand-volume": CLAIM, "resize-memory": ["namespace", "container", "pod"]}.get(action, ["namespace", "pod"])
    given = policy(by=by, remediation=documents.get(action, remediation_document(action=action)))
    found = series(page(9_000.0, 9_600.0))
    key = ("shop", *("app" for _ in by[2:]), POD)
    found = SeriesOutcome(key, found.watched, 0.0, found.alerts)
    run = _run(found, given=given, read=Read(NOTHING, Beside(), Assumed(2, GIB)))
    assert [one.plan.action for one in run.actions] == [action]

"""What the dry run did is told the same everywhere, by name."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from receiver.backtest.dryrun import DryRun, Held
from receiver.backtest.findings import ForecastFindings
from receiver.backtest.ledger import Action
from receiver.backtest.past import UNKNOWN_SIZE
from receiver.backtest.report import actions
from receiver.backtest.report.document import document
from receiver.backtest.report.page import page
from receiver.backtest.report.table import print_findings
from receiver.scorecard.tally import Fate
from tests.receiver.backtest.found import findings, forecast
from tests.receiver.backtest.test_ledger import WEB, step
from tests.receiver.backtest.tracks import entry
from tests.support.builders import remediation_document, resize_document

LADDER = [resize_document(), remediation_document(action="restart")]


@pytest.fixture
def climbed() -> ForecastFindings:
    """Scaled, then restarted; what lies between could not be replayed."""
    done: tuple[Action, ...] = (
        replace(step("scale", WEB, 1, 3), fate=Fate.TRUE).action,
        step("restart", WEB, at_s=20_000.0, rung=3).action,
    )
    run = DryRun(done, {"target": Held(2, UNKNOWN_SIZE)}, {("resize-memory", UNKNOWN_SIZE): 2})
    found = forecast("memory")
    some = replace(found.coverage, series=1, days=1.0)
    return replace(found, entry=entry(remediation=remediation_document(then=LADDER)), coverage=some, dry_run=run)


def test_every_rung_has_its_count_and_its_cost_in_its_own_unit(climbed: ForecastFindings) -> None:
    assert actions.rungs(climbed) == [
        ("1. scale", "1 action (1 before a crossing); 2.0 replica-hours"),
        ("2. resize-memory", "0 actions; 0.0 GiB-hours"),
        ("3. restart", "1 action (1 for nothing); 1 restart"),
    ]


def test_what_could_not_be_replayed_stands_there_by_name_and_why(climbed: ForecastFindings) -> None:
    said = f"resize-memory could not be replayed at 2 looks: {UNKNOWN_SIZE}"
    console = Console(width=80, record=True, file=StringIO())
    print_findings(findings(climbed), console)
    assert said in " ".join(console.export_text().split())
    assert said in page(findings(climbed), plots=False)
    rungs = document(findings(climbed))["forecasts"][0]["actions"]["ladder"]
    assert rungs[1]["not_replayed"] == [{"reason": UNKNOWN_SIZE, "looks": 2}]


def test_the_page_says_what_a_ladder_means_and_what_is_taken_for_granted(climbed: ForecastFindings) -> None:
    text = page(findings(climbed), plots=False)
    assert actions.CLIMBS in text
    assert "restart Deployment/shop/web" in text
    assert all(f"<li><b>{action}</b>: " in text for action in ("scale", "resize-memory", "restart"))
    alone = replace(climbed, entry=entry())
    assert actions.CLIMBS not in page(findings(alone), plots=False)


def test_the_document_tells_every_action_with_its_unit(climbed: ForecastFindings) -> None:
    found = json.loads(json.dumps(document(findings(climbed)), allow_nan=False))["forecasts"][0]["actions"]
    assert [(one["action"], one["rung"], one["cost"], one["unit"]) for one in found["list"]] == [
        ("scale", 1, 2.0, "replica-hours"),
        ("restart", 3, 1.0, "restarts"),
    ]
    assert [one["raised_until"] is None for one in found["list"]] == [False, True]


@pytest.mark.parametrize("remediation", [None, remediation_document(action="none")])
def test_without_an_action_it_says_so_and_counts_none(climbed: ForecastFindings, remediation: object) -> None:
    found = replace(climbed, entry=entry(remediation=remediation), dry_run=DryRun((), {"action": Held(3, "none")}, {}))
    text = page(findings(found), plots=False)
    assert f"No action was looked for: {actions.NO_REMEDY}." in text
    assert "replica-hours" not in text.split("How to read this")[0]

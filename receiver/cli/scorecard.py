"""`receiver scorecard`: how good the forecasts were, counted from what is on record."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from receiver.cli import ago
from receiver.cli.opened import opened
from receiver.cli.words import moment
from receiver.clock import SystemClock
from receiver.domain.words import duration
from receiver.scorecard.card import Scorecard
from receiver.scorecard.tally import Tally
from receiver.scorecard.wilson import Interval

_WIDTH = 180
"""Where the output is no terminal, which would say how wide it is."""


@click.command()
@click.option("--forecast", help="Only this forecast.")
@click.option("--since", callback=ago.seconds, default="30d", show_default=True, help="How far back: 30m, 12h, 7d.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of a table.")
def scorecard(forecast: str | None, since: float, as_json: bool) -> None:
    """Show how good the forecasts were: precision, recall, lead times, what was done and what it took."""
    now_s = SystemClock().now()
    with opened() as stores:
        cards = stores.scorecards.cards(now_s - since, now_s, forecast)
    if as_json:
        click.echo(json.dumps([document(card) for card in cards], indent=2))
    elif not cards:
        click.echo("nothing was forecast", err=True)
    else:
        console = Console()
        if not console.is_terminal:
            console.width = _WIDTH
        console.print(_table(cards))


def document(card: Scorecard) -> dict[str, Any]:
    """Return a scorecard as JSON data, with what follows from the counts."""
    tally = card.tally
    found = asdict(card)
    del found["tally"]["days"]
    found["tally"] |= {
        "pages": tally.pages,
        "missed": tally.missed,
        "precision": _share(tally.precision, tally.precision_interval),
        "recall": _share(tally.recall, tally.recall_interval),
        "lead_s": {f"p{share}": tally.lead_s(share / 100) for share in (10, 50, 90)},
    }
    found["in_vain"] = asdict(card.in_vain)
    return found


def _share(share: float | None, interval: Interval | None) -> dict[str, float] | None:
    return None if share is None or interval is None else {"share": share, "low": interval.low, "high": interval.high}


def _table(cards: Sequence[Scorecard]) -> Table:
    since, until = min(card.since_s for card in cards), max(card.until_s for card in cards)
    table = Table(title=f"{moment(since)} to {moment(until)}", caption="precision and recall with 95 % intervals")
    for name in ("forecast", "severity", "pages", "precision", "recall", "lead 10/50/90 %", "calibration", "done"):
        table.add_column(name)
    for card in cards:
        calibration = card.calibration
        error = "" if calibration.error is None else f"off by {calibration.error:.2f} in {calibration.moments} looks"
        table.add_row(
            card.forecast,
            card.severity,
            _pages(card.tally),
            _percent(card.tally.precision, card.tally.precision_interval),
            _recall(card.tally),
            _leads(card.tally),
            error,
            _done(card),
        )
    return table


def _pages(tally: Tally) -> str:
    fates = ("true", "false", "late", "unknown", "censored", "open")
    counts = [f"{count} {fate}" for fate in fates if (count := getattr(tally, fate))]
    return ", ".join(counts) or "none"


def _percent(share: float | None, interval: Interval | None) -> str:
    return "" if share is None or interval is None else f"{share:.0%} ({interval.low:.0%} to {interval.high:.0%})"


def _recall(tally: Tally) -> str:
    missed = f", {tally.missed} missed" if tally.missed else ""
    return f"{_percent(tally.recall, tally.recall_interval)}{missed}"


def _leads(tally: Tally) -> str:
    leads = [tally.lead_s(share) for share in (0.1, 0.5, 0.9)]
    return " / ".join(duration(lead) for lead in leads if lead is not None)


def _done(card: Scorecard) -> str:
    counts = ", ".join(f"{one.count} {one.outcome}" for one in card.done)
    vain = card.in_vain
    took = [f"{vain.replica_hours:.1f} replica-hours"] if vain.replica_hours else []
    took += [f"{vain.added_bytes / 2**30:.1f} GiB"] if vain.added_bytes else []
    return f"{counts}; in vain: {', '.join(took)}" if took else counts

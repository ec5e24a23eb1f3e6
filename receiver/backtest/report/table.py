"""The findings in a terminal: one line per alert and way of paging, what must be known of the data, and what to change."""

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from receiver.backtest.findings import Findings, ForecastFindings
from receiver.backtest.report import actions, words
from receiver.backtest.verdicts import AlertVerdict
from receiver.backtest.when import day
from receiver.scorecard.tally import Tally

WAYS = ("predict_linear", "rules", "believed", "sure")


def print_findings(found: Findings, console: Console) -> None:
    """Print everything that fits a terminal."""
    console.print(Text(f"{found.source}, {day(found.start_s)} to {day(found.end_s)}", style="bold"))
    console.print(Text(restarts(found)))
    for one in found.forecasts:
        if one.coverage.series:
            console.print(_forecast(one))
    if without := [one.name for one in found.forecasts if not one.coverage.series]:
        console.print(Text(f"\n! no series was found: {', '.join(without)}", style="yellow"))


def restarts(found: Findings) -> str:
    """What is known of the server's own restarts."""
    if not found.source.startswith("Prometheus"):
        return "restarts of Prometheus: not known from a file"
    if found.restarts is None:
        return "restarts of Prometheus: not known (it does not scrape itself)"
    if not found.restarts:
        return "restarts of Prometheus: none"
    return f"restarts of Prometheus: {len(found.restarts)} ({', '.join(day(at_s) for at_s in found.restarts[-3:])})"


def ways(verdict: AlertVerdict) -> list[tuple[str, Tally]]:
    """The four ways of paging, worst first."""
    tallies = (verdict.extrapolated, verdict.rules, verdict.told, verdict.sure)
    return list(zip(WAYS, tallies, strict=True))


def _forecast(one: ForecastFindings) -> RenderableType:
    coverage = one.coverage
    head = Text(
        f"\n{one.name}: {one.entry.summary} ({coverage.series} series, {coverage.days:.1f} series-days)", style="bold"
    )
    return Group(
        head,
        *(Text(f"! {note}", style="yellow") for note in one.notes),
        *(_alert(verdict) for verdict in one.verdicts),
        *(Text(line) for line in _actions(one)),
        *(Text(line) for line in _advice(one)),
    )


def _alert(verdict: AlertVerdict) -> RenderableType:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("  paged by", no_wrap=True)
    for name in ("pages", "precision", "recall", "false/day", "lead 10–50–90 %"):
        table.add_column(name, justify="right", no_wrap=True)
    for way, found in ways(verdict):
        table.add_row(
            f"  {way}",
            str(found.pages),
            words.percent(found.precision),
            words.percent(found.recall),
            words.number(found.false_per_day, 3),
            leads(found),
        )
    return Group(
        Text(f"{verdict.severity}: {words.counted(verdict.rules.crossings, 'crossing')}", style="italic"), table
    )


def leads(found: Tally) -> str:
    """The distribution of the lead, short."""
    return "–".join(words.span(found.lead_s(share)) for share in (0.1, 0.5, 0.9)) if found.leads_s else words.NOTHING


def _actions(one: ForecastFindings) -> list[str]:
    if not one.remedies:
        return [f"actions: {actions.NO_REMEDY}"]
    held = actions.held(one.dry_run)
    return [
        "actions, had every mode been auto:",
        *(f"  {name}: {done}" for name, done in actions.rungs(one)),
        *(f"  ! {line}" for line in actions.unknown(one.dry_run)),
        *([f"  looks held: {held}"] if held else []),
    ]


def _advice(one: ForecastFindings) -> list[str]:
    return [
        f"→ {advice.severity} {advice.setting}: {words.setting(advice, advice.now)} → "
        f"{words.setting(advice, advice.better)} ({words.effect(advice)})"
        for advice in one.advice
        if advice.better is not None
    ] or ["nothing to recommend: " + "; ".join(sorted({advice.reason for advice in one.advice if advice.reason}))]

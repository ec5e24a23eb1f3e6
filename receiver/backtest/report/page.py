"""The findings as one HTML page: no script, nothing loaded from anywhere, readable on a phone, dark or light."""

from collections.abc import Callable
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from receiver.backtest.findings import Findings, ForecastFindings
from receiver.backtest.report import actions, pictures, words
from receiver.backtest.report.table import restarts, ways
from receiver.backtest.tariff import TARIFFS
from receiver.backtest.verdicts import AlertVerdict
from receiver.backtest.when import day
from receiver.plots import canvas
from receiver.scorecard.tally import Tally

_SMALL = (4.2, 2.7)
_FLAT = (4.2, 2.2)


MEASURES: tuple[tuple[str, Callable[[Tally], str]], ...] = (
    ("pages", lambda tally: str(tally.pages)),
    ("precision", lambda tally: words.percent(tally.precision)),
    ("recall", lambda tally: words.percent(tally.recall)),
    ("false per series-day", lambda tally: words.number(tally.false_per_day, 3)),
    ("lead, 10 %", lambda tally: words.span(tally.lead_s(0.1))),
    ("lead, 50 %", lambda tally: words.span(tally.lead_s(0.5))),
    ("lead, 90 %", lambda tally: words.span(tally.lead_s(0.9))),
)
"""Name and text of what is told of each way of paging."""


def in_short(one: ForecastFindings) -> tuple[str, ...]:
    """Crossings, how many were caught, false pages per series-day, and actions; nothing where there is no data."""
    if not one.coverage.series:
        return (words.NOTHING,) * 4
    told = _nearest(one).told
    done = str(len(one.dry_run.actions)) if one.remedies else words.NOTHING
    return str(told.crossings), str(told.caught), words.number(told.false_per_day, 3), done


@dataclass(frozen=True, slots=True)
class Picture:
    """An `<svg>` element and what stands above it."""

    title: str
    svg: Markup


def page(found: Findings, plots: bool) -> str:
    """Render the page.

    Args:
        plots: whether to draw; needs matplotlib.
    """
    environment = Environment(
        loader=PackageLoader("receiver.backtest.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "words": words,
        "actions": actions,
        "tariffs": TARIFFS,
        "day": day,
        "ways": ways,
        "measures": MEASURES,
        "in_short": in_short,
    }
    drawn = {one.name: _pictures(one) if plots and one.coverage.series else [] for one in found.forecasts}
    return environment.get_template("report.html.j2").render(found=found, restarts=restarts(found), pictures=drawn)


def _pictures(one: ForecastFindings) -> list[Picture]:
    verdict = _nearest(one)
    nearest = next(alert for alert in one.entry.alerts if alert.severity == verdict.severity)
    drawn: list[Picture] = []

    def add(title: str, draw: canvas.Draw, size: tuple[float, float] = _SMALL) -> None:
        drawn.append(Picture(title, Markup(canvas.svg(draw, size, f"{one.name}: {title}"))))  # noqa: S704 - our own SVG

    for shown in one.examples:
        if one.history is not None:
            [track] = one.history.tracks([shown.key])
            add(
                f"{shown.title}: {'/'.join(shown.key)}, {day(shown.at_s)}",
                pictures.example(shown, track, nearest),
                _FLAT,
            )
    if verdict.rules.leads_s or verdict.told.leads_s:
        add(
            f"lead before a crossing ({nearest.severity})",
            pictures.leads(verdict.rules, verdict.told, nearest.horizon_s),
        )
    if any(tried.true + tried.false or tried.crossings for tried in verdict.thresholds.values()):
        add(f"thresholds ({nearest.severity})", pictures.thresholds(verdict, one.entry.confidence))
    for other in one.verdicts:
        if other.calibration.crossed:
            add(f"calibration ({other.severity})", pictures.reliability(other.calibration))
    return drawn


def _nearest(one: ForecastFindings) -> AlertVerdict:
    """Of the alert with the nearest horizon."""
    alert = min(one.entry.alerts, key=lambda alert: alert.horizon_s)
    return next(verdict for verdict in one.verdicts if verdict.severity == alert.severity)

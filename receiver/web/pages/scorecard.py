"""GET /scorecard and /scorecard/NAME: how good the forecasts were, over some days.

Counting takes time. A page takes `_PATIENCE_S` for it at most, and links to what it did not get to.
"""

from flask import Blueprint, abort, render_template, request
from markupsafe import Markup

from receiver.clock import Clock
from receiver.policy.model import Policy
from receiver.scorecard.card import Scorecard
from receiver.store import Scorecards, Stores
from receiver.web.charts import calibration, leads

PERIODS_DAYS = (1, 7, 30, 90)
_DAYS = 30
_DAY_S = 86_400.0
_PATIENCE_S = 2.0
_MOST_CHANGES = 20
_SIZE = (400, 300)


def add(pages: Blueprint, stores: Stores, policy: Policy, clock: Clock) -> None:
    """Add the addresses to the pages."""
    scorecards, modes = stores.scorecards, stores.modes

    @pages.get("/scorecard")
    def scorecard() -> str:
        days, since_s, until_s = _period(clock)
        cards, uncounted = _counted(scorecards, clock, since_s, until_s)
        return render_template("scorecard.html", cards=cards, uncounted=uncounted, days=days, periods=PERIODS_DAYS)

    @pages.get("/scorecard/<forecast>")
    def scorecard_of(forecast: str) -> str:
        days, since_s, until_s = _period(clock)
        cards = scorecards.cards(since_s, until_s, forecast)
        entry = policy.forecasts.get(forecast)
        if not cards and entry is None:
            abort(404, f"There is no forecast {forecast!r}, and nothing on record about one.")
        return render_template(
            "scorecard_of.html",
            name=forecast,
            entry=entry,
            mode=modes.in_force(forecast, entry.remediation if entry else None),
            changes=modes.changes(forecast=forecast)[: -_MOST_CHANGES - 1 : -1],
            cards=[(card, _drawn(card, number)) for number, card in enumerate(cards)],
            days=days,
            periods=PERIODS_DAYS,
            calibration=calibration,
            leads=leads,
        )


def _period(clock: Clock) -> tuple[int, float, float]:
    days = request.args.get("days", _DAYS, type=int)
    days = days if days in PERIODS_DAYS else _DAYS
    return days, clock.now() - days * _DAY_S, clock.now()


def _counted(
    scorecards: Scorecards, clock: Clock, since_s: float, until_s: float
) -> tuple[list[Scorecard], list[tuple[str, str]]]:
    """The cards that there was time for, and forecast and severity of those there was none for."""
    ends_s = clock.monotonic() + _PATIENCE_S
    cards, uncounted = [], []
    for forecast, severity in scorecards.speeds(since_s, until_s):
        if clock.monotonic() < ends_s:
            cards.append(scorecards.card(forecast, severity, since_s, until_s))
        else:
            uncounted.append((forecast, severity))
    return cards, uncounted


def _drawn(card: Scorecard, number: int) -> dict[str, Markup]:
    drawn: dict[str, Markup] = {}
    if card.calibration.bins:
        drawn["calibration"] = calibration.draw(card.calibration.bins, f"calibration-{number}", *_SIZE)
    if card.tally.leads_s:
        drawn["leads"] = leads.draw(card.tally.leads_s, f"leads-{number}", *_SIZE)
    return drawn

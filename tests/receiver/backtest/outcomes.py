"""Outcomes written down by hand, so that a test says only what it is about."""

from dataclasses import replace
from typing import Any

from receiver.backtest.looks import Look
from receiver.backtest.replay import AlertOutcome, Page, SeriesOutcome
from receiver.domain.spell import Crossing, Spell
from receiver.domain.verdict import Verdict

DAY = (Spell(0.0, 86_400.0),)
EMPTY = AlertOutcome((), (), (), {}, (), 0)


def look(at_s: float, probability: float = 0.99, **changes: Any) -> Look:
    """One look; confirmed from a half on."""
    verdict = Verdict.CONFIRMED if probability >= 0.5 else Verdict.REFUTED
    return replace(Look(at_s, verdict, "probability", probability, 900.0, 0.6, 0.0002, 0.0, 700.0), **changes)


def page(start_s: float, end_s: float, *looks: Look) -> Page:
    """A page with the looks given, or one sure look at its beginning."""
    return Page(Spell(start_s, end_s), looks or (look(start_s),))


def crossing(at_s: float) -> Crossing:
    """One that was seen and over at once."""
    return Crossing(at_s, at_s, seen=True, restart=False)


def series(
    *pages: Page, pod: str = "web-7d4b9c6f5d-x2kzp", severity: str = "critical", **changes: Any
) -> SeriesOutcome:
    """One series that was watched for a day, with one alert."""
    outcome = replace(EMPTY, pages=pages, **changes)
    return SeriesOutcome(("shop", pod), DAY, 0.0, {severity: outcome})

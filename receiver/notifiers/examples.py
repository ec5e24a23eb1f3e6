"""One made-up event of every kind, as it would be told: for previews, and to try templates before anybody depends on them."""

import numpy as np

from receiver.domain.event import NEEDS_A_PERSON, OVER, Event, EventKind, Outlook
from receiver.domain.picture import MOST_POINTS, ForecastPicture
from receiver.domain.stop import how_to_stop
from receiver.domain.target import Target
from receiver.domain.verdict import Verdict
from receiver.domain.words import clock_time

CONFIRMED = "confirmed"
"""Another name for what is told when nothing may be done about a confirmed forecast."""

KINDS = (CONFIRMED, *(kind.value for kind in EventKind))

_SUMMARY = "Container memory reaches its limit"
_AT_S = 1_764_086_280.0
_HORIZON_S = 2700.0
_INTERVAL_S = 30.0
_OUTLOOK = Outlook(probability=0.97, horizon_s=_HORIZON_S, eta_lower_s=1740.0, eta_s=2040.0, eta_upper_s=2460.0)
_CHANGE = "scale Deployment/shop/checkout replicas 3→5"
_FORECAST = "container-memory-limit"
_DETAILS = {
    EventKind.REFUTED: "downgraded, the forecast is not believed: probability 4%",
    EventKind.HELD: f"not acted: the mode is dry-run; would {_CHANGE}",
    EventKind.ASKED: "the mode is approve; `receiver approve c0ffee12 --by NAME` (or with --decline); "
    "without an answer nothing is done",
    EventKind.ACTED: _CHANGE.replace("scale", "scaled"),
    EventKind.ACT_FAILED: f"could not {_CHANGE}: forbidden by a quota",
    EventKind.WORKED: f"{_CHANGE}: the forecast has receded",
    EventKind.SLOWED: f"{_CHANGE}: the forecast still stands, but comes later",
    EventKind.NO_EFFECT: f"{_CHANGE}: the action had no effect: the forecast still stands",
    EventKind.UNVERIFIED: f"{_CHANGE}: whether the action helped cannot be told",
    EventKind.GIVEN_BACK: "gave back Deployment/shop/checkout replicas 5→3",
    EventKind.KEPT: "Deployment/shop/checkout replicas was changed by somebody else since, it is theirs",
    EventKind.ADOPTED: f"{_CHANGE} is on loan, known from its annotation (signed), which says 3 to give back",
    EventKind.CLEARED: "the alert has ended",
    EventKind.BLIND: "not acted: coverage: 12 of 240 samples, 5 %",
    EventKind.MODE: "precision 0.93 over 41 forecasts, lead time 34 min",
}
_DONE = frozenset({EventKind.ACTED, EventKind.WORKED, EventKind.SLOWED, EventKind.NO_EFFECT, EventKind.UNVERIFIED})


def example(name: str) -> Event:
    """Return the event of a kind, by its name in `KINDS`."""
    kind = EventKind.HELD if name == CONFIRMED else EventKind(name)
    done = kind in _DONE
    facts = {
        "Where": "shop/checkout-6d5f7c9b8-x2x7q/checkout",
        "Forecast": _FORECAST,
        "Runs out": f"{clock_time(_AT_S + _OUTLOOK.eta_s)}, in 34 min (80 %: 29 min to 41 min)",
        "How sure": "confirmed, 97% within 45 min",
        "Level": "85% used",
    }
    facts |= (
        {
            "Remediation": f"0badcafe: {_CHANGE} (forecast asks for 5 replicas)",
            "To stop it": how_to_stop(_FORECAST, _AT_S + 3600),
        }
        if done
        else {}
    )
    return Event(
        key=f"1:{kind.value}:",
        once=True,
        episode_id=1,
        subject="a1b2c3d4e5f60718",
        kind=kind,
        pages=kind in NEEDS_A_PERSON,
        severity="critical",
        headline=("Over: " if kind in OVER else "")
        + f"{_SUMMARY}{'' if kind in OVER else ' in 34 min'}: {facts['Where']}",
        detail=_DETAILS[kind],
        facts=facts,
        links={
            "Runbook": "https://runbooks.example.com/container-memory-limit",
            "Dashboard": "https://grafana.example.com/d/container-memory-limit",
        },
        at_s=_AT_S,
        target=Target("Deployment", "shop", "checkout"),
        first_seen_s=_AT_S - 120.0,
        forecast=_FORECAST,
        where=facts["Where"],
        outlook=None if kind is EventKind.BLIND else _OUTLOOK,
        remediation_id="0badcafe" if done else "",
        approval_id="c0ffee12" if kind is EventKind.ASKED else "",
        stop=facts.get("To stop it", ""),
        picture=_picture(done),
    )


def _picture(done: bool) -> ForecastPicture:
    at_s = _AT_S - _INTERVAL_S * np.arange(MOST_POINTS, dtype=np.float64)[::-1]
    level, slope_per_s = 0.85, 0.15 / _OUTLOOK.eta_s
    waves = 0.004 * np.sin(0.7 * np.arange(MOST_POINTS))
    return ForecastPicture(
        timestamps_s=at_s,
        values=np.maximum(level + slope_per_s * (at_s - _AT_S), 0.3) + waves,
        limit=1.0,
        horizon_s=_HORIZON_S,
        level=level,
        slope_per_s=slope_per_s,
        eta_lower_s=_OUTLOOK.eta_lower_s,
        eta_s=_OUTLOOK.eta_s,
        eta_upper_s=_OUTLOOK.eta_upper_s,
        probability=_OUTLOOK.probability,
        verdict=Verdict.CONFIRMED,
        acted_at_s=_AT_S - 60.0 if done else None,
    )

"""GET /episodes/N: one alert from its first firing to its end; what was seen, decided, done and told.

Of its decisions one is shown whole: the newest, or the one that is asked for. What it rested on is the stored record, so that
the page shows what was known then, not what is known now.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from receiver.domain.history import Life
from receiver.domain.picture import ForecastPicture
from receiver.errors import ConfigError
from receiver.policy import record
from receiver.policy.interview import Answered, interview
from receiver.policy.situation import Situation
from receiver.store import Stores
from receiver.store.history import Recorded
from receiver.web.charts import forecast

_WIDE, _NARROW = (860, 320), (380, 270)
"""Two sizes of one picture: text in a picture shrinks with it, and must be readable on a telephone."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One decision whole.

    Attributes:
        situation: what it rested on, None when that is not kept (any more).
        missing: why not, empty when it is there.
    """

    recorded: Recorded
    situation: Situation | None
    missing: str
    guards: list[Answered]
    picture: ForecastPicture | None


def add(pages: Blueprint, stores: Stores) -> None:
    """Add the addresses to the pages."""

    @pages.get("/episodes/<int:episode_id>")
    def episode(episode_id: int) -> str:
        row, life = stores.views.row(episode_id), stores.history.life(episode_id)
        if row is None or life is None:
            abort(404, f"There is no episode {episode_id} (any more). What ended a month ago is forgotten.")
        decision_id = request.args.get("decision", _newest_decision(life), type=int)
        shown = None if decision_id is None else _shown(stores, episode_id, decision_id)
        return render_template(
            "episode.html",
            row=row,
            life=life,
            shown=shown,
            remediations=stores.views.remediations(episode_id),
            waiting=stores.views.waiting(episode_id),
            drawn=_drawn(shown),
            forecast=forecast,
        )

    @pages.get("/remediations/<remediation_id>")
    def remediation(remediation_id: str) -> Answer:
        episode_id = stores.views.episode_of(remediation_id)
        if episode_id is None:
            abort(404, f"There is no remediation {remediation_id} (any more).")
        return redirect(url_for("pages.episode", episode_id=episode_id, _anchor=f"remediation-{remediation_id}"), 303)

    @pages.get("/decisions/<int:decision_id>.json")
    def raw(decision_id: int) -> Response:
        recorded = stores.history.decision(decision_id)
        if recorded is None:
            abort(404, f"There is no decision {decision_id} (any more).")
        return Response(as_json(recorded) + "\n", mimetype="application/json")


def as_json(recorded: Recorded) -> str:
    """The record as it is kept, without the samples."""
    document: dict[str, Any] = {name: getattr(recorded, name) for name in Recorded.__slots__}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _newest_decision(life: Life) -> int | None:
    return max((int(entry.id) for entry in life.entries if entry.what == "decision"), default=None)


def _shown(stores: Stores, episode_id: int, decision_id: int) -> Shown:
    recorded = stores.history.decision(decision_id)
    if recorded is None or recorded.episode_id != episode_id:
        abort(404, f"Episode {episode_id} has no decision {decision_id} (any more).")
    if recorded.situation is None:
        return Shown(recorded, None, "What this decision rested on was not kept.", [], None)
    try:
        situation = record.from_json(recorded.situation)
        picture = stores.pictures.of_evaluation(decision_id)
    except ConfigError as error:
        return Shown(recorded, None, str(error), [], None)
    return Shown(recorded, situation, "", interview(situation), picture)


def _drawn(shown: Shown | None) -> dict[str, Any]:
    if shown is None or shown.picture is None:
        return {}
    return {
        "wide": forecast.draw(shown.picture, "picture-wide", *_WIDE),
        "narrow": forecast.draw(shown.picture, "picture-narrow", *_NARROW),
    }

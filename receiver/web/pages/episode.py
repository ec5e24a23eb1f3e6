"""GET /episodes/N: one alert from its first firing to its end; what was seen, decided, done and told.

Of its decisions one is shown whole: the newest that acted, else the newest, or the one that is asked for. What it rested on is
the stored record, so that the page shows what was known then, not what is known now.
"""

import json
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

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

_LARGEST = 2**31 - 1
"""No number in the store is larger, and PostgreSQL refuses to be asked about one."""


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


def add(pages: Blueprint, stores: Stores) -> None:
    """Add the addresses to the pages."""

    @pages.get("/episodes/<int:episode_id>")
    def episode(episode_id: int) -> str:
        known = episode_id <= _LARGEST
        row, life = (stores.views.row(episode_id), stores.history.life(episode_id)) if known else (None, None)
        if row is None or life is None:
            abort(404, f"There is no episode {episode_id} (any more). What ended a month ago is forgotten.")
        chosen = request.args.get("decision", type=int)
        decision_id = chosen or stores.views.decision(episode_id)
        shown = None if decision_id is None else _shown(stores, episode_id, decision_id)
        picture = _picture(stores, episode_id, chosen)
        return render_template(
            "episode.html",
            row=row,
            life=life,
            shown=shown,
            remediations=stores.views.remediations(episode_id),
            waiting=stores.views.waiting(episode_id),
            picture=picture,
            newest_picture=chosen is None,
            drawn=_drawn(picture),
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
        recorded = _recorded(stores, decision_id)
        if recorded is None:
            abort(404, f"There is no decision {decision_id} (any more).")
        return Response(as_json(recorded) + "\n", mimetype="application/json")


def as_json(recorded: Recorded) -> str:
    """The record as it is kept, without the samples."""
    document: dict[str, Any] = {name: getattr(recorded, name) for name in Recorded.__slots__}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _recorded(stores: Stores, decision_id: int) -> Recorded | None:
    return stores.history.decision(decision_id) if abs(decision_id) <= _LARGEST else None


def _shown(stores: Stores, episode_id: int, decision_id: int) -> Shown:
    recorded = _recorded(stores, decision_id)
    if recorded is None or recorded.episode_id != episode_id:
        abort(404, f"Episode {episode_id} has no decision {decision_id} (any more).")
    if recorded.situation is None:
        return Shown(recorded, None, "What this decision rested on was not kept.", [])
    try:
        situation = record.from_json(recorded.situation)
    except ConfigError as error:
        return Shown(recorded, None, str(error), [])
    return Shown(recorded, situation, "", interview(situation))


def _picture(stores: Stores, episode_id: int, decision_id: int | None) -> ForecastPicture | None:
    try:
        if decision_id is None:
            return stores.pictures.of_episode(episode_id)
        return stores.pictures.of_evaluation(decision_id)
    except ConfigError:  # recorded by another version; the decision says so
        return None


def _drawn(picture: ForecastPicture | None) -> dict[str, Markup]:
    if picture is None:
        return {}
    return {
        "wide": forecast.draw(picture, "picture-wide", *_WIDE),
        "narrow": forecast.draw(picture, "picture-narrow", *_NARROW),
    }

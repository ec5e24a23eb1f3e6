"""Draw docs/pages/*.png: the page of a remediation from a run of the demo, the scorecard from series whose future is known.

python bench/page_pictures.py .demo  (after `make demo`; `make pictures` does both)

The scorecard counts what the shipped check says about generated series of hard shapes (bench/forecast_shapes.py), asked a
quarter of the horizon apart as in the receiver, from one horizon of history on until the series is exhausted or its future
ends. Nothing acts on them, so that everything that was forecast could come.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "demo-app")]

import numpy as np  # noqa: E402
from engines import chromium  # noqa: E402
from flask import Flask  # noqa: E402
from loopback.server import LoopbackServer  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from bench.forecast_shapes import SHAPES, Shape, make  # noqa: E402
from receiver.clock import FrozenClock  # noqa: E402
from receiver.domain.alert import Alert, AlertStatus  # noqa: E402
from receiver.domain.episode import Episode  # noqa: E402
from receiver.domain.prediction import SPACING, Came  # noqa: E402
from receiver.domain.series import Series  # noqa: E402
from receiver.domain.spell import Spell  # noqa: E402
from receiver.domain.verdict import Verdict  # noqa: E402
from receiver.forecast.question import Question  # noqa: E402
from receiver.policy import model  # noqa: E402
from receiver.policy.model import Policy  # noqa: E402
from receiver.store import Stores  # noqa: E402
from receiver.web import assets, auth, pages  # noqa: E402
from receiver.web.attempts import FailedAttempts  # noqa: E402
from receiver.web.sessions import Role, Sessions  # noqa: E402

OUT = ROOT / "docs" / "pages"
TOKEN = "of-a-server-that-is-soon-over"  # noqa: S105
FORECAST, SEVERITY = "container-memory-limit", "critical"
UNIT_S = 30.0
"""Seconds per sample: how often the catalog records this forecast."""
SERIES_PER_SHAPE = 10
NOW_S = 1_760_000_000.0


Look = Callable[[Stores, Policy, str, str, int], None]
"""Draws one page: the store, the policy, the path, the name of the picture, and how high it may be in pixels."""


def main() -> None:
    demo = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".demo"
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder)) as look:
        policy = model.load(next(demo.rglob("policy.yaml")))
        stores, clock = opened(demo / "receiver.db")
        (episode_id, decision_id), clock.at_s = acted(stores)
        look(stores, policy, f"/episodes/{episode_id}?decision={decision_id}", "remediation", 1170)
        stores.database.close()
        stores, clock = opened(Path(folder) / "replayed.db")
        replay(stores, clock)
        look(stores, policy, f"/scorecard/{FORECAST}", "scorecard", 1450)


def opened(database: Path) -> tuple[Stores, FrozenClock]:
    clock = FrozenClock(NOW_S)
    url = f"sqlite:///{database.resolve()}"
    return Stores.open(url, clock, max_backlog=1000, kill_switch_file=None), clock


def acted(stores: Stores) -> tuple[tuple[int, int], float]:
    """The first episode that was acted on and the decision to do so, and a moment soon after the last message."""
    with stores.database.reading() as connection:
        row = connection.exec_driver_sql(
            "SELECT r.episode_id, min(e.id), (SELECT max(created_s) + 5 FROM messages) FROM remediations r "
            "JOIN evaluations e ON e.episode_id = r.episode_id WHERE r.acted_at_s IS NOT NULL AND e.held_by IS NULL"
        ).one()
    return (row[0], row[1]), row[2]


def replay(stores: Stores, clock: FrozenClock) -> None:
    """Ask the check about every series as time goes on, and put on record what it said and what came."""
    shapes = [make(name, seed) for seed in range(SERIES_PER_SHAPE) for name in SHAPES]
    spacing_s = 29 * 86_400.0 / len(shapes)
    for number, shape in enumerate(shapes):
        begins_s = NOW_S - 29.5 * 86_400 + number * spacing_s
        clock.at_s = begins_s
        labels = {"namespace": "shop", "pod": f"{shape.name.replace(' ', '-')}-{number}", "container": "app"}
        alert = {"forecast": FORECAST, "severity": SEVERITY, **labels}
        stores.inbox.accept([Alert(f"{number:016x}", AlertStatus.FIRING, alert, {}, begins_s)])
        episode = stores.episodes.claim()
        assert episode is not None
        _looks(stores, clock, shape, episode, begins_s)
    clock.at_s = NOW_S


def _looks(stores: Stores, clock: FrozenClock, shape: Shape, episode: Episode, begins_s: float) -> None:
    at_s, labels = begins_s + UNIT_S * shape.t, dict(episode.alert.labels)
    over = np.flatnonzero(shape.v >= 1.0)
    first = int(over[0]) if len(over) else None
    ends = len(shape.v) - round(shape.horizon) if first is None else first
    horizon_s = UNIT_S * shape.horizon
    for newest in range(round(shape.horizon), ends, max(round(SPACING * shape.horizon), 1)):
        seen = Series(at_s[: newest + 1], shape.v[: newest + 1])
        found = Question(seen, float(at_s[newest]), horizon_s, UNIT_S, 0.5).answer()
        if found.verdict is Verdict.INCONCLUSIVE:
            continue
        clock.at_s = float(at_s[newest])
        stores.predictions.put(
            episode,
            series=labels,
            at_s=clock.at_s,
            horizon_s=horizon_s,
            raw_probability=found.probability,
            probability=found.probability,
            believed=found.verdict is Verdict.CONFIRMED,
            look_after_s=0.0,
        )
        clock.at_s += horizon_s
        came_s = None if first is None or first > newest + shape.horizon else float(at_s[first])
        for due in stores.predictions.due(1):
            stores.predictions.settle(due, Came.STAYED if came_s is None else Came.CROSSED, came_s)
    if first is not None:
        stores.breaches.note(FORECAST, [SEVERITY], labels, Spell(float(at_s[first]), float(at_s[first])), 600.0)


@contextmanager
def browser(folder: Path) -> Iterator[Look]:
    """Yield what draws one page of a store into one file."""
    (folder / "operator-token").write_text(TOKEN)
    found = chromium.locate()
    environment: dict[str, str | float | bool] = {**os.environ, **found.environment()}
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found.program, args=["--no-sandbox"], env=environment)

        def look(stores: Stores, policy: Policy, path: str, name: str, most_height: int) -> None:
            app = Flask("receiver.web.app", static_folder=None)
            pages.prepare(app)
            app.register_blueprint(assets.blueprint())
            app.register_blueprint(
                pages.blueprint(
                    stores,
                    policy,
                    Sessions({Role.OPERATOR: auth.operator(folder)}, stores.ended_sessions, stores.clock),
                    FailedAttempts(stores.clock),
                    stores.clock,
                )
            )
            with LoopbackServer(app) as server:
                page = launched.new_page(viewport={"width": 1180, "height": 900}, base_url=server.url)
                _log_in(page, path)
                height = min(most_height, page.evaluate("document.documentElement.scrollHeight"))
                page.screenshot(
                    path=OUT / f"{name}.png", full_page=True, clip={"x": 0, "y": 0, "width": 1180, "height": height}
                )
                page.close()

        yield look
        launched.close()


def _log_in(page: Page, path: str) -> None:
    page.goto(path)
    page.fill("#name", "alice")
    page.fill("#token", TOKEN)
    page.click("button")
    page.wait_for_load_state()


if __name__ == "__main__":
    main()

"""A database with a past, and how much work something is for SQLite with it: counted, so that a busy machine says the same."""

import sqlite3
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from sqlalchemy import Table, insert

from receiver.store.schema import breaches, episodes, evaluations, messages, predictions
from tests.support.builders import NOW_S, TARGET
from tests.support.stores import Stores

LONG_AGO_S = NOW_S - 1e6
_EVERY = 10  # instructions


def fill(stores: Stores, lives: int, *, at_s: float) -> None:
    """Put so many episodes on record that are over, each with a look, a message, a prediction that was settled and a
    time at the limit."""
    numbers = range(1000, 1000 + lives)
    common = {"due_s": at_s}
    over = {"status": "resolved", "labels": {}, "annotations": {}, "state": "closed", "starts_at_s": at_s, **common}
    seen = {"first_seen_s": at_s, "last_seen_s": at_s, "ends_at_s": at_s}
    looked = {"at_s": at_s, "catalog_hash": "", "verdict": "confirmed", "assessment": {}, "target": str(TARGET)}
    told = {"kind": "held", "notifier": "slack", "effect": "", "route": "#sre", "body": {}, "state": "sent"}
    said = {"about": "", "forecast": "memory", "severity": "warning", "labels": {}, "assessed_at_s": at_s, **common}
    odds = {"horizon_s": 1.0, "raw_probability": 0.5, "probability": 0.5, "weight": 1.0, "came": "stayed"}
    stood = {"forecast": "memory", "severities": [], "labels": {}, "at_s": at_s, "until_s": at_s}
    rows: dict[Table, tuple[dict[str, Any], Callable[[int], dict[str, Any]]]] = {
        episodes: (over | seen, lambda number: {"id": number, "fingerprint": f"past-{number}"}),
        evaluations: (looked | {"reason": ""}, lambda number: {"episode_id": number}),
        messages: (
            told | common | {"created_s": at_s},
            lambda number: {"episode_id": number, "event_key": f"{number}", "thread": f"{number}"},
        ),
        predictions: (said | odds | {"settled_s": at_s}, lambda number: {"episode_id": number}),
        breaches: (stood, lambda number: {"series": f"{number}"}),
    }
    with stores.database.transaction() as connection:
        for table, (row, of) in rows.items():
            connection.execute(insert(table), [row | of(number) for number in numbers])


def effort(stores: Stores, do: Callable[[], object]) -> int:
    """Return how many tens of instructions SQLite takes for something."""
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver = _driver(stores)
    driver.set_progress_handler(count, _EVERY)
    do()
    driver.set_progress_handler(None, 0)
    return steps


def largest_change(stores: Stores, do: Callable[[], object]) -> int:
    """Return how many rows the largest of the transactions changed that something takes."""
    driver = _driver(stores)
    changes = [driver.total_changes]

    def note(statement: str) -> None:
        if statement.startswith("BEGIN"):
            changes.append(driver.total_changes)

    driver.set_trace_callback(note)
    do()
    driver.set_trace_callback(None)
    changes.append(driver.total_changes)
    return max(after - before for before, after in pairwise(changes))


def _driver(stores: Stores) -> sqlite3.Connection:
    """The one connection of a store that nobody else uses."""
    with stores.database.reading() as connection:
        driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver

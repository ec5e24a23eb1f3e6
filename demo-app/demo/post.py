"""Counts the messages at both ends: the receiver's outbox and the endpoints."""

import sqlite3
from pathlib import Path

from sinks import Sinks

from demo.summary import Post


def count(database: Path, sinks: Sinks) -> Post:
    """Compare what the receiver stored with what arrived."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)
    try:
        states = dict(connection.execute("SELECT state, count(*) FROM messages GROUP BY state").fetchall())
        events = "SELECT count(*) FROM messages WHERE notifier = 'kubernetes' AND state = 'sent'"
        [(on_the_target,)] = connection.execute(events).fetchall()
    finally:
        connection.close()
    received = sinks.received
    return Post(
        stored=sum(states.values()),
        sent=states.get("sent", 0),
        events=on_the_target,
        slack=len(received.accepted("slack")),
        pagerduty=len(received.accepted("pagerduty")) + len(received.accepted("pagerduty-change")),
        refused=len(received.refused()),
    )

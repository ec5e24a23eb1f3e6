"""The durable memory: an outbox on SQLAlchemy Core, SQLite for one process and PostgreSQL for more."""

from receiver.store import retention
from receiver.store.approvals import Approvals
from receiver.store.breaches import Breaches
from receiver.store.ended_sessions import EndedSessions
from receiver.store.engine import Database
from receiver.store.episodes import Episodes
from receiver.store.inbox import Inbox
from receiver.store.modes import Modes
from receiver.store.news import Letter
from receiver.store.outbox import Message, Outbox
from receiver.store.predictions import Predictions
from receiver.store.questions import Questions
from receiver.store.remediations import Remediations
from receiver.store.scorecards import Scorecards
from receiver.store.stores import Stores
from receiver.store.switch import KillSwitch

__all__ = [
    "Approvals",
    "Breaches",
    "Database",
    "EndedSessions",
    "Episodes",
    "Inbox",
    "KillSwitch",
    "Letter",
    "Message",
    "Modes",
    "Outbox",
    "Predictions",
    "Questions",
    "Remediations",
    "Scorecards",
    "Stores",
    "retention",
]

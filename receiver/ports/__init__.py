"""What the pipeline needs from the outside world; adapters are named in `bootstrap` only.

Each port has one contract suite in the tests, run against the fake and the real adapter.
"""

from receiver.ports.action import Action, Caller, Followed, Found, Loan, Progress
from receiver.ports.cluster import Cluster, Inspector, Targets
from receiver.ports.people import Notifier, Replies, Silencer
from receiver.ports.series import HistorySource, LimitSource, SeriesSource

__all__ = [
    "Action",
    "Caller",
    "Cluster",
    "Followed",
    "Found",
    "HistorySource",
    "Inspector",
    "LimitSource",
    "Loan",
    "Notifier",
    "Progress",
    "Replies",
    "SeriesSource",
    "Silencer",
    "Targets",
]

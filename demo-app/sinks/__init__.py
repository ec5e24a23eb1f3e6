"""Slack and PagerDuty as far as the demo and tests need them: they check the wire format, answer as the real ones do, record
what arrived, and fail when told to.

They show nothing to anybody and know no accounts: any well-formed routing key and any webhook path is accepted.
"""

from sinks.recorder import Delivery, Recorder
from sinks.server import Sinks

__all__ = ["Delivery", "Recorder", "Sinks"]

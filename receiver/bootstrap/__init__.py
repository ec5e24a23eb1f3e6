"""Puts the service together; the only place that names adapters."""

from receiver.bootstrap.credentials import missing_secrets
from receiver.bootstrap.history import history_of_server, history_source
from receiver.bootstrap.outside import Adapters, adapters, silencer
from receiver.bootstrap.service import Service, build, open_stores
from receiver.bootstrap.templates import PREVIEWED, checked_templates, preview
from receiver.bootstrap.work import desks

__all__ = [
    "PREVIEWED",
    "Adapters",
    "Service",
    "adapters",
    "build",
    "checked_templates",
    "desks",
    "history_of_server",
    "history_source",
    "missing_secrets",
    "open_stores",
    "preview",
    "silencer",
]

"""Options of commands that generate only to compare."""

import sys

from rulegen.generate.plan import Options
from rulegen.outputs.alertmanager import Endpoint

_ANY = (sys.maxsize, 0)
"""The server runs the rules already: whether it takes them is no question."""


def plain_options(target: str) -> Options:
    """One target, nothing overridden; the endpoint does not show in it."""
    return Options(compress=1, mode=None, endpoint=Endpoint("", ""), targets=(target,), prometheus=_ANY)

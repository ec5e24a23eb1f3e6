"""Options of commands that generate only to compare."""

from rulegen.generate.plan import Options
from rulegen.outputs.alertmanager import Endpoint


def plain_options(target: str) -> Options:
    """One target, nothing overridden; the endpoint does not show in it."""
    return Options(compress=1, mode=None, endpoint=Endpoint("", ""), targets=(target,))

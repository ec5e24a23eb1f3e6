"""One short hash of everything that was generated from: rules and policy of one run carry the same."""

import hashlib

from rulegen.model.forecast import Forecast

_LENGTH = 12


def catalog_hash(forecasts: list[Forecast]) -> str:
    """Hash of the compiled forecasts: comments and order of the catalog do not change it.

    Returns:
        12 hex digits.
    """
    canonical = "\n".join(repr(forecast) for forecast in sorted(forecasts, key=lambda f: f.name))
    return hashlib.sha256(canonical.encode()).hexdigest()[:_LENGTH]

"""Series on a grid, and a policy to replay them with."""

import numpy as np

from receiver.backtest.track import Floats, Track
from receiver.policy.model import ForecastPolicy, Policy
from tests.support.builders import remediation_document

START_S = 1_790_000_040.0
STEP_S = 60.0
LABELS = {"namespace": "shop", "pod": "web-7d4b9c6f5d-x2kzp"}


def track(values: Floats, absent: tuple[int, ...] | slice = (), start_s: float = START_S) -> Track:
    """One series at one minute; `absent` places have no sample."""
    present = np.ones(len(values), dtype=np.bool_)
    present[list(absent) if isinstance(absent, tuple) else absent] = False
    return Track(LABELS, start_s, STEP_S, np.where(present, values, np.nan), present)


def entry(**changes: object) -> ForecastPolicy:
    """One alert on 15 minutes and an hour, recorded every minute."""
    document = {
        "kind": "trend",
        "summary": "Memory reaches its limit",
        "by": ["namespace", "pod"],
        "interval_s": STEP_S,
        "history_s": 86400.0,
        "alerts": [
            {
                "severity": "critical",
                "windows_s": [900.0, 3600.0],
                "horizon_s": 2700.0,
                "for_s": 120.0,
                "floor": 0.5,
            }
        ],
        "rules": {
            "utilization": "used / limit",
            "slow_interval_s": 120.0,
            "windows": [
                {"length_s": 900.0, "resolution_s": 60.0, "coarse": False, "required": 14},
                {"length_s": 3600.0, "resolution_s": 60.0, "coarse": False, "required": 54},
            ],
        },
        "confidence": {"act": 0.9, "notify": 0.5},
        "remediation": remediation_document(mode="dry-run"),
        **changes,
    }
    return ForecastPolicy.model_validate(document)


def policy(**changes: object) -> Policy:
    """A file with that one forecast, `memory`; changes are of its entry."""
    return Policy(version="policy/v1", catalog_hash="abc123", forecasts={"memory": entry(**changes)})


def leak(minutes: int, level: float, eta_minutes: int) -> Floats:
    """A straight rise that is at `level` now and reaches 1 in `eta_minutes`, seen for `minutes`."""
    slope = (1 - level) / eta_minutes
    return level + slope * np.arange(-minutes, 0.0)

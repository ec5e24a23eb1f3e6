"""How long before the end must an action begin, so that its effect is there in time? As long as it took on this target before.

Measured from the intent to the first look that found an effect, of the newest actions of the same kind on the same target. A
look comes at the earliest after the settle time, so that no measured time is shorter than what effects are given anyway. Of
fewer than three nothing is concluded, and the settle time stands. Of more, the time that nine of ten stayed within: an action
that begins too late costs more than a question that is asked a little early, and the one that took for ever for a reason of its
own (a node that had to be started) should not make every later question impossible.
"""

import math
from collections.abc import Sequence

MEASURED = 20
"""The newest; how a workload starts changes with its releases."""

_LEAST = 3
_SHARE = 0.9


def lead_time_s(measured_s: Sequence[float], settle_s: float) -> float:
    """Return the lead time of an action on a target.

    Args:
        measured_s: lead times of earlier actions, seconds.
        settle_s: what the policy gives an effect.
    """
    if len(measured_s) < _LEAST:
        return settle_s
    rank = math.ceil(_SHARE * len(measured_s))
    return max(sorted(measured_s)[rank - 1], settle_s)

"""From an expression to what fires: Prometheus' `for` and `keep_firing_for`, and where one page ends and the next begins."""

import numpy as np

from receiver.backtest.track import Bools, Floats
from receiver.domain.spell import Spell
from receiver.scorecard.tally import SAME_PAGE_S

RESTORED_FOR_S = 600.0
"""Prometheus takes up a pending alert again after a restart only with a `for` of at least this
(`--rules.alert.for-grace-period`)."""
RESTORED_OUTAGE_S = 3600.0
"""And after an outage of at most this (`--rules.alert.for-outage-tolerance`):
https://prometheus.io/docs/prometheus/latest/command-line/prometheus/"""


def firing(times_s: Floats, true: Bools, for_s: float, keep_s: float, outages: tuple[Spell, ...] = ()) -> list[Spell]:
    """When the alert fires.

    Args:
        times_s: (m,) the evaluations.
        true: (m,) what the expression said.
        for_s: `for`.
        keep_s: `keep_firing_for`.
        outages: when no rule was evaluated at all.
    """
    if not true.any():
        return []
    kept = ~_bridged(times_s, for_s, outages)
    times_s, true = times_s[kept], true[kept]
    step = float(times_s[1] - times_s[0]) if len(times_s) > 1 else 0.0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], true, [False]))))
    after = np.append(times_s, times_s[-1] + step if len(times_s) else 0.0)
    found: list[Spell] = []
    for begin, end in edges.reshape(-1, 2):
        if found and times_s[begin] < found[-1].end_s:  # kept firing, so it needs no `for`
            found[-1] = Spell(found[-1].start_s, float(after[end]) + keep_s)
            continue
        due = int(np.searchsorted(times_s[begin:end], times_s[begin] + for_s - 1e-6)) + begin
        if due < end:
            found.append(Spell(float(times_s[due]), float(after[end]) + keep_s))
    return found


def pages(spells: list[Spell]) -> list[Spell]:
    """Join what fires again within `SAME_PAGE_S`."""
    joined: list[Spell] = []
    for spell in spells:
        if joined and spell.start_s - joined[-1].end_s <= SAME_PAGE_S:
            joined[-1] = Spell(joined[-1].start_s, max(spell.end_s, joined[-1].end_s))
        else:
            joined.append(spell)
    return joined


def _bridged(times_s: Floats, for_s: float, outages: tuple[Spell, ...]) -> Bools:
    """Evaluations that never were, over which a pending alert is taken up again."""
    lost = np.zeros(len(times_s), dtype=np.bool_)
    if for_s >= RESTORED_FOR_S:
        for outage in outages:
            if outage.end_s - outage.start_s <= RESTORED_OUTAGE_S:
                lost |= (times_s >= outage.start_s) & (times_s < outage.end_s)
    return lost

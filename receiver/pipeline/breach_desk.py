"""Every few minutes, looks which series stood at their limit, and writes that down: what no alert spoke of counts, too.

Alerts alone never say what they missed. A look goes on where the last one ended; what happened while the receiver was down for
more than an hour is not looked for. Two replicas that look at the same time write the same. Countdowns are left out: their end
is known, so that nobody can miss it, and no prediction of theirs is on record to hold it against.
"""

from math import floor

import numpy as np
import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.series import LabelledSeries
from receiver.domain.spell import Spell
from receiver.errors import PermanentError, TemporaryError
from receiver.policy.model import ForecastPolicy, Policy
from receiver.ports import LimitSource
from receiver.scorecard.tally import SAME_PAGE_S
from receiver.store import Breaches

log = structlog.get_logger()

STEP_S = 300.0
"""How exact the moment of a breach is, unless a prediction says better; and how often is looked."""

_INTERVALS = 2
"""Only what is this many recording intervals old is looked at: by then the last samples are there."""

_FURTHEST_S = 3600.0


class BreachDesk:
    """Works on the times that nobody asked about."""

    def __init__(self, breaches: Breaches, policy: Policy, source: LimitSource, clock: Clock) -> None:
        self._breaches = breaches
        self._policy = policy
        self._source = source
        self._clock = clock
        self._looked_s: dict[str, float] = {}
        self._failed: set[str] = set()
        self._due_s = 0.0

    def step(self) -> bool:
        """Look at every forecast when it is time to; there is never more to do at once."""
        if self._clock.monotonic() < self._due_s:
            return False
        self._due_s = self._clock.monotonic() + STEP_S
        # What failed the last time comes last: it may be the only one that fails.
        forecast = [name for name, entry in self._policy.forecasts.items() if not entry.counts_down]
        for name in sorted(forecast, key=self._failed.__contains__):
            entry = self._policy.forecasts[name]
            try:
                self._look(name, entry)
                self._failed.discard(name)
            except TemporaryError as error:
                # Who is down for this one is down for the rest; the next look makes up for it.
                self._failed.add(name)
                telemetry.FAILURES.labels("breaches", "temporary").inc()
                log.warning("cannot look for breaches", forecast=name, error=str(error))
                break
            except PermanentError as error:
                telemetry.FAILURES.labels("breaches", "permanent").inc()
                log.error("cannot look for breaches", forecast=name, error=str(error))
        return False

    def _look(self, name: str, entry: ForecastPolicy) -> None:
        last_s = floor((self._clock.now() - _INTERVALS * entry.interval_s) / STEP_S) * STEP_S
        looked_s = self._looked_s.get(name, 0.0)
        if looked_s > last_s:  # by a clock that was set back since: nobody waits until it is that late again
            looked_s = 0.0
        first_s = max(looked_s, last_s - _FURTHEST_S) + STEP_S
        if first_s > last_s:
            return
        for found in self._source.reached(name, first_s, last_s, STEP_S, entry.interval_s):
            self._note(name, entry, found)
        self._looked_s[name] = last_s

    def _note(self, name: str, entry: ForecastPolicy, found: LabelledSeries) -> None:
        labels = entry.selector(name, found.labels)
        if labels is None:
            return
        severities = [alert.severity for alert in entry.alerts]
        at_s = found.samples.timestamps_s
        for run in np.split(at_s, np.flatnonzero(np.diff(at_s) > SAME_PAGE_S) + 1):
            spell = Spell(float(run[0]), float(run[-1]))
            if self._breaches.note(name, severities, labels, spell, SAME_PAGE_S):
                telemetry.BREACHES.labels(name).inc()

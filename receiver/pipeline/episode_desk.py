"""Takes due episodes through the stages, and decides when to look at each again.

A batch of them is claimed together, because what they need is read together; from there on each goes its own way, and a failure
is that episode's alone.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.alert import AlertStatus
from receiver.domain.episode import Episode
from receiver.domain.event import EventKind
from receiver.domain.verdict import Verdict
from receiver.errors import ClaimLostError
from receiver.pipeline.messages import ended, event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.runner import Done, Failed, run
from receiver.pipeline.work import Work
from receiver.policy.model import Policy
from receiver.store import Episodes, Remediations

log = structlog.get_logger()

RECHECK_INTERVALS = 2
"""A firing episode is looked at again after this many recording intervals: new data is there by then."""

_PATIENCE_S = 30.0
"""People are told when an episode waits this long for a look that succeeds, however long each try takes; but not at its first
failure, so that a hiccup pages nobody. A Prometheus that restarts is back by then."""

_MOST_INTERRUPTIONS = 10
"""An episode over which the process died this often in a row is what kills it."""

_TOGETHER = 500
"""Claimed at a time: a group of a thousand alerts is two rounds, and the samples of five hundred take some 25 MB."""

_FRESH_S = 20.0
"""How long what was read for a batch is good for: within every recording interval. Who was not reached by then waits for the
next batch, which is the next thing that happens."""

_UNKNOWN_RECHECK_S = 300.0
_QUIET_S = 6 * 3600.0
"""Silenced alerts vanish without `resolved`; Alertmanager's default repeat_interval is 4 h, so after 6 h of silence an episode
that the data does not confirm is over: https://prometheus.io/docs/alerting/latest/configuration/#route"""


class Stage(Protocol):
    """One step of the pipeline."""

    name: str

    def run(self, work: Work) -> Work:
        """Return the work with this stage's part filled in."""
        ...


class EpisodeDesk:
    """Works on alert episodes.

    Args:
        prepare: fetches what the looks at many episodes need, together; returns their works in order.
        stages: in order: refine, decide, act, notify.
        stopping: whether the process is about to end: what it has not begun is left to others, or to its successor.
    """

    def __init__(
        self,
        episodes: Episodes,
        remediations: Remediations,
        policy: Policy,
        prepare: Callable[[Sequence[Work]], list[Work]],
        stages: Sequence[Stage],
        notify: Notify,
        clock: Clock,
        stopping: Callable[[], bool],
    ) -> None:
        self._episodes = episodes
        self._remediations = remediations
        self._policy = policy
        self._prepare = prepare
        self._stages = stages
        self._notify = notify
        self._clock = clock
        self._stopping = stopping

    def step(self) -> bool:
        """Work on the episodes that are due; return whether there were any."""
        claimed = self._episodes.claim_many(_TOGETHER)
        waiting = deque(self._prepared([self._work(episode) for episode in claimed]))
        until_s = self._clock.monotonic() + _FRESH_S
        try:
            while waiting and self._clock.monotonic() <= until_s and not self._stopping():
                work = waiting.popleft()
                with structlog.contextvars.bound_contextvars(fingerprint=work.episode.alert.fingerprint):
                    self._one_alone(work)
        finally:
            if waiting:
                self._episodes.release([work.episode for work in waiting])
        return bool(claimed)

    def _prepared(self, works: list[Work]) -> list[Work]:
        """Get ready what can be got for all at once; if that fails by surprise, each finds out for itself."""
        firing = [work for work in works if work.episode.alert.status is AlertStatus.FIRING]
        result = run("prepare", lambda: self._prepare(firing)) if firing else Done([])
        ready = {} if isinstance(result, Failed) else {work.episode.id: work for work in result.value}
        return [ready.get(work.episode.id, work) for work in works]

    def _one_alone(self, work: Work) -> None:
        """What of a batch is somebody else's by now is dropped without the rest."""
        try:
            self._one(work)
        except ClaimLostError as error:
            telemetry.CLAIMS_LOST.labels("episodes").inc()
            log.warning("late result dropped", desk="episodes", reason=str(error))

    def _one(self, work: Work) -> None:
        if _kills(work.episode):
            self._bury(work.episode)
        elif work.episode.alert.status is AlertStatus.RESOLVED:
            self._close(work.episode)
        else:
            self._look(work)

    def _work(self, episode: Episode) -> Work:
        entry = self._policy.forecasts.get(episode.alert.forecast)
        speed = entry.alert_for(episode.alert.severity) if entry else None
        return Work(episode, entry, speed, assessed_at_s=self._clock.now())

    def _look(self, work: Work) -> None:
        episode = work.episode
        for stage in self._stages:
            work = replace(work, episode=self._episodes.renew(work.episode))
            result = run(stage.name, partial(stage.run, work))
            if isinstance(result, Failed):
                self._put_back(work, result)
                return
            work = result.value
        quiet = self._clock.now() - episode.last_seen_s > _QUIET_S
        confirmed = work.assessment is not None and work.assessment.verdict is Verdict.CONFIRMED
        if quiet and not confirmed:
            self._close(work.episode)
            return
        after_s = RECHECK_INTERVALS * work.entry.interval_s if work.entry else _UNKNOWN_RECHECK_S
        self._episodes.look_again(work.episode, after_s)

    def _put_back(self, work: Work, failure: Failed) -> None:
        since_s = work.claim.overdue_since_s
        overdue_s = self._clock.now() - since_s
        if failure.temporary and (work.episode.attempts == 0 or overdue_s < _PATIENCE_S):
            self._episodes.retry(work.episode, failure.error, failure.retry_after_s)
            return
        detail = f"not acted: {failure.stage} failed: {failure.error}"
        about = f"{failure.stage}:{since_s:.0f}" if failure.temporary else f"{failure.stage}:for-good"
        told = run("notify", lambda: self._notify.tell(work, event_for(work, EventKind.BLIND, detail, about=about)))
        if failure.temporary or isinstance(told, Failed):
            self._episodes.retry(work.episode, failure.error, failure.retry_after_s)
        else:
            self._episodes.close(work.episode, state="dead", error=failure.error)

    def _bury(self, episode: Episode) -> None:
        """Left alone from now on; a message says so, and the alert itself brings it back when it is sent again."""
        work = self._work(episode)
        detail = (
            f"not acted: the receiver died or froze {work.claim.interruptions} times in a row while it worked on this"
        )
        self._notify.tell(work, event_for(work, EventKind.BLIND, detail, about="interrupted"))
        self._episodes.close(episode, state="dead", error=detail)

    def _close(self, episode: Episode) -> None:
        work = self._work(episode)
        if self._notify.told(work):
            self._notify.tell(work, ended(work, self._remediations.tried(episode)))
        self._episodes.close(episode)


def _kills(episode: Episode) -> bool:
    return episode.claim is not None and episode.claim.interruptions > _MOST_INTERRUPTIONS

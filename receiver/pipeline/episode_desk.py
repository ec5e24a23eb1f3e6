"""Takes one due episode through the stages, and decides when to look at it again."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

import structlog

from receiver.clock import Clock
from receiver.domain.alert import AlertStatus
from receiver.domain.episode import Episode
from receiver.domain.event import EventKind
from receiver.domain.verdict import Verdict
from receiver.pipeline.messages import event_for
from receiver.pipeline.notify import Notify
from receiver.pipeline.runner import Failed, run
from receiver.pipeline.work import Work
from receiver.policy.model import Policy
from receiver.store import Episodes

RECHECK_INTERVALS = 2
"""A firing episode is looked at again after this many recording intervals: new data is there by then."""

_PATIENCE = 4
"""Passing failures in a row from which people are told: about 8 s with the store's backoff, so that a hiccup pages nobody."""

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
        stages: in order: refine, decide, act, notify.
    """

    def __init__(
        self, episodes: Episodes, policy: Policy, stages: Sequence[Stage], notify: Notify, clock: Clock
    ) -> None:
        self._episodes = episodes
        self._policy = policy
        self._stages = stages
        self._notify = notify
        self._clock = clock

    def step(self) -> bool:
        """Work on one due episode; return whether there was one."""
        episode = self._episodes.claim()
        if episode is None:
            return False
        with structlog.contextvars.bound_contextvars(fingerprint=episode.alert.fingerprint):
            if episode.alert.status is AlertStatus.RESOLVED:
                self._close(episode)
            else:
                self._look(episode)
        return True

    def _work(self, episode: Episode) -> Work:
        entry = self._policy.forecasts.get(episode.alert.forecast)
        speed = entry.alert_for(episode.alert.severity) if entry else None
        return Work(episode, entry, speed, assessed_at_s=self._clock.now())

    def _look(self, episode: Episode) -> None:
        work = self._work(episode)
        for stage in self._stages:
            result = run(stage.name, partial(stage.run, work))
            if isinstance(result, Failed):
                self._put_back(work, result)
                return
            work = result.value
        quiet = self._clock.now() - episode.last_seen_s > _QUIET_S
        confirmed = work.assessment is not None and work.assessment.verdict is Verdict.CONFIRMED
        if quiet and not confirmed:
            self._close(episode)
            return
        after_s = RECHECK_INTERVALS * work.entry.interval_s if work.entry else _UNKNOWN_RECHECK_S
        self._episodes.look_again(episode, after_s)

    def _put_back(self, work: Work, failure: Failed) -> None:
        if failure.temporary and work.episode.attempts + 1 < _PATIENCE:
            self._episodes.retry(work.episode, failure.error, failure.retry_after_s)
            return
        detail = f"not acted: {failure.stage} failed: {failure.error}"
        about = failure.stage if failure.temporary else f"{failure.stage}:for-good"
        told = run("notify", lambda: self._notify.tell(work, event_for(work, EventKind.BLIND, detail, about=about)))
        if failure.temporary or isinstance(told, Failed):
            self._episodes.retry(work.episode, failure.error, failure.retry_after_s)
        else:
            self._episodes.close(work.episode, state="dead", error=failure.error)

    def _close(self, episode: Episode) -> None:
        work = self._work(episode)
        if self._notify.told(work):
            self._notify.tell(work, event_for(work, EventKind.CLEARED, "the alert has ended"))
        self._episodes.close(episode)

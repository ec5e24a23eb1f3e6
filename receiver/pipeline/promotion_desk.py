"""Gives forecasts the mode that they have earned, and tells people of every change of a mode, whoever made it.

A forecast is judged anew when something came of one of its predictions, and once an hour; so often the metrics of all
scorecards are set. What a person set stands until they take it back.
"""

from collections.abc import Mapping
from dataclasses import asdict

import structlog

from receiver import telemetry
from receiver.clock import Clock
from receiver.domain.mode import Evidence, ModeChange
from receiver.pipeline.messages import mode_event
from receiver.pipeline.notify import Notify
from receiver.policy.model import ForecastPolicy, Policy, RemediationPolicy
from receiver.policy.promotion import judge
from receiver.scorecard.actions import IN_VAIN
from receiver.scorecard.card import Scorecard
from receiver.scorecard.tally import Fate
from receiver.scorecard.wilson import wilson
from receiver.store import Modes, Predictions, Scorecards

log = structlog.get_logger()

EVIDENCE_S = 30 * 86_400.0
"""What came in the last month counts: the period that `receiver scorecard` shows."""

_EVERY_S = 60.0
_ALL_S = 3600.0


class PromotionDesk:
    """Works on trust."""

    def __init__(
        self,
        modes: Modes,
        scorecards: Scorecards,
        predictions: Predictions,
        policy: Policy,
        notify: Notify,
        clock: Clock,
    ) -> None:
        self._modes = modes
        self._scorecards = scorecards
        self._predictions = predictions
        self._policy = policy
        self._notify = notify
        self._clock = clock
        self._due_s = 0.0
        self._all_due_s = 0.0
        self._judged_s = 0.0
        self._shown: set[tuple[str, str]] = set()

    def step(self) -> bool:
        """Judge whom something was learned of, and tell what changed; there is never more to do at once."""
        now_s = self._clock.monotonic()
        if now_s < self._due_s:
            return False
        self._due_s = now_s + _EVERY_S
        everything, looked_s = now_s >= self._all_due_s, self._clock.now() - _EVERY_S
        if everything:
            self._show_scorecards()
        for name in self._to_judge(everything=everything):
            self._judge(name, self._policy.forecasts[name])
        # Only now: who could not be judged, because the store failed, is judged at the next look.
        self._judged_s = looked_s
        if everything:
            self._all_due_s = now_s + _ALL_S
        for change in self._modes.untold():
            self._tell(change)
        self._show()
        return False

    def _to_judge(self, *, everything: bool) -> list[str]:
        if everything:
            return list(self._policy.forecasts)
        return [name for name in self._predictions.settled_since(self._judged_s) if name in self._policy.forecasts]

    def _judge(self, name: str, entry: ForecastPolicy) -> None:
        policy = entry.remediation
        if policy is None or policy.promotion is None:
            return
        level, changed_s = self._modes.level(name)
        evidence = [evidence_of(card) for card in self._cards(name, policy)]
        now_s = self._clock.now()
        found = judge(policy.promotion, level, policy.ceiling, evidence, now_s - changed_s)
        if found is not None and self._modes.earn(name, found.mode, found.reason, [asdict(one) for one in evidence]):
            log.warning("mode changed", forecast=name, mode=found.mode.value, before=level.value, reason=found.reason)

    def _cards(self, name: str, policy: RemediationPolicy) -> list[Scorecard]:
        until_s = self._clock.now()
        return [self._scorecards.card(name, severity, until_s - EVIDENCE_S, until_s) for severity in policy.acting]

    def _tell(self, change: ModeChange) -> None:
        entry = self._policy.forecasts.get(change.forecast)
        routes: Mapping[str, str] = entry.notify if entry else {}
        found = self._modes.in_force(change.forecast, entry.remediation if entry else None)
        event = mode_event(change, entry.summary if entry else "", found[0] if found else None)
        self._notify.announce(event, routes)
        self._modes.told(change)

    def _show_scorecards(self) -> None:
        until_s = self._clock.now()
        cards = self._scorecards.cards(until_s - EVIDENCE_S, until_s)
        # What left the policy is no label by itself, and of what nothing came for a month there is nothing to show.
        shown = {(card.forecast, card.severity): card for card in cards if card.forecast in self._policy.forecasts}
        for labels in self._shown - shown.keys():
            hide(*labels)
        for card in shown.values():
            show(card)
        self._shown = set(shown)

    def _show(self) -> None:
        for name, entry in self._policy.forecasts.items():
            found = self._modes.in_force(name, entry.remediation)
            if found is not None:
                telemetry.MODE.labels(name).set(found[0].rank)


def show(card: Scorecard) -> None:
    """Set the metrics of a scorecard."""
    tally, labels = card.tally, (card.forecast, card.severity)
    for fate in Fate:
        telemetry.SCORECARD_PAGES.labels(*labels, fate.value).set(getattr(tally, fate.value))
    telemetry.SCORECARD_CROSSINGS.labels(*labels, "yes").set(tally.caught)
    telemetry.SCORECARD_CROSSINGS.labels(*labels, "no").set(tally.missed)
    lead_s = tally.lead_s(0.5)
    telemetry.SCORECARD_LEAD_SECONDS.labels(*labels).set(float("nan") if lead_s is None else lead_s)


def hide(forecast: str, severity: str) -> None:
    """Take the metrics of a scorecard away."""
    for fate in Fate:
        telemetry.SCORECARD_PAGES.remove(forecast, severity, fate.value)
    for caught in ("yes", "no"):
        telemetry.SCORECARD_CROSSINGS.remove(forecast, severity, caught)
    telemetry.SCORECARD_LEAD_SECONDS.remove(forecast, severity)


def evidence_of(card: Scorecard) -> Evidence:
    """Reduce a scorecard to what bears on trust.

    The lower end of the precision is the lower of that of the pages and that of the incidents: pages of one incident are not
    independent, and one large true incident must not outweigh many small false ones.
    """
    tally, interval = card.tally, card.tally.precision_interval
    incidents = wilson(card.independent_true, card.independent)
    counts = {one.outcome: one.count for one in card.done}
    helped, in_vain = counts.get("worked", 0) + counts.get("slowed", 0), counts.get(IN_VAIN, 0)
    effect = wilson(helped, helped + in_vain)
    return Evidence(
        severity=card.severity,
        true=tally.true,
        false=tally.false,
        independent=card.independent,
        precision=tally.precision,
        precision_low=min(interval.low, incidents.low) if interval and incidents else None,
        precision_high=interval.high if interval else None,
        lead_s=tally.lead_s(0.5),
        helped=helped,
        in_vain=in_vain,
        helped_high=effect.high if effect else None,
    )

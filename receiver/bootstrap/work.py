"""Puts the worker's desks together: what each does, with what; nothing runs yet."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from receiver import telemetry
from receiver.actions.expand_volume import ExpandVolume
from receiver.actions.resize_memory import ResizeMemory
from receiver.actions.restart import Restart
from receiver.actions.scale import Scale
from receiver.actions.webhook import Webhook as CallWebhook
from receiver.bootstrap.outside import Adapters
from receiver.clock import Clock
from receiver.domain.allowance import TOGETHER_S
from receiver.domain.call import Call
from receiver.domain.lease import Seal
from receiver.domain.remediation import Outcome, Remediation
from receiver.pipeline.act import Act
from receiver.pipeline.adoption import AdoptionDesk
from receiver.pipeline.assessor import Assessor
from receiver.pipeline.breach_desk import BreachDesk
from receiver.pipeline.calibration import Calibration
from receiver.pipeline.called import called
from receiver.pipeline.decide import Decide
from receiver.pipeline.episode_desk import EpisodeDesk
from receiver.pipeline.janitor import Janitor
from receiver.pipeline.lease import Lease
from receiver.pipeline.notify import Notify
from receiver.pipeline.outcome_desk import OutcomeDesk
from receiver.pipeline.postman import Postman
from receiver.pipeline.preflight import Preflight
from receiver.pipeline.promotion_desk import PromotionDesk
from receiver.pipeline.record import Record
from receiver.pipeline.refine import Refine
from receiver.pipeline.remediation_desk import RemediationDesk
from receiver.pipeline.standstill import Standstill
from receiver.pipeline.successors import Successors
from receiver.pipeline.timekeeper import Timekeeper
from receiver.pipeline.verify import Verify
from receiver.pipeline.weigh import Weigh
from receiver.pipeline.worker import Desk
from receiver.policy.model import Policy
from receiver.ports import Action, Cluster, Followed, Loan
from receiver.store import Stores


def desks(
    policy: Policy,
    stores: Stores,
    outside: Adapters,
    clock: Clock,
    *,
    recalibrate: bool = True,
    stopping: Callable[[], bool] = lambda: False,
    seal: Seal | None = None,
    namespaces: Sequence[str] = (),
    external_url: str | None = None,
) -> dict[str, Desk]:
    """Return what the worker does, by name, each to be run on its own thread.

    Args:
        stopping: whether the worker was told to stop.
        seal: which leases are ours; None = unsigned ones of the default name.
        namespaces: where to look for loans that the database does not know.
        external_url: where people reach the pages, None when nobody said.
    """
    episodes, remediations, kill_switch = stores.episodes, stores.remediations, stores.kill_switch
    seal = replace(seal or Seal(), birth=stores.birth())
    loans, followed = _loans(outside.cluster, seal), _followed(outside.cluster)
    call_of = called(policy, episodes)
    actions: dict[str, Action] = {**loans, **followed, "webhook": CallWebhook(outside.caller, call_of)}
    preflight = Preflight(outside.inspector, _rehearsals(outside, seal, call_of))
    calibration = Calibration(stores.predictions, clock, on=recalibrate)
    # What is read together is claimed together: no claim may end meanwhile.
    together_s = min(TOGETHER_S, stores.terms.claim_s / 2)
    assessor = Assessor(outside.source, calibration.of, clock, together_s, stopping)
    notify = Notify(stores.outbox, outside.notifiers, external_url)
    standstill = Standstill(kill_switch, policy, clock)
    adoption = AdoptionDesk(outside.cluster, seal, stores.adoptions, policy, namespaces, notify, clock)
    decide = Decide(
        outside.cluster,
        preflight,
        Weigh(outside.source, clock),
        remediations,
        episodes,
        stores.approvals,
        stores.modes,
        kill_switch,
        clock,
        policy,
        adoption.on_sight,
    )
    act = Act(remediations, stores.approvals, actions, loans, decide, notify, policy.budgets)
    successors = Successors(outside.cluster, outside.source, clock)
    verify = Verify(remediations, followed, successors, outside.cluster, notify, clock)
    lease = Lease(remediations, loans, episodes, outside.cluster, standstill, notify, clock)
    refine = Refine(assessor)
    stages = (refine, Record(stores.predictions), decide, act, notify)
    found: dict[str, Desk] = {
        "episodes": EpisodeDesk(episodes, remediations, policy, refine.prepare, stages, notify, clock, stopping),
        "remediations": RemediationDesk(
            remediations, episodes, policy, assessor, act, verify, lease, notify, standstill, clock
        ),
        "outcomes": OutcomeDesk(stores.predictions, policy, outside.source, clock),
        "breaches": BreachDesk(stores.breaches, policy, outside.limits, clock),
        "modes": PromotionDesk(stores.modes, stores.scorecards, stores.predictions, policy, notify, clock),
        "janitor": Janitor(stores, list(outside.notifiers), clock),
        "timekeeper": Timekeeper(stores, clock),
        "adoption": adoption,
    }
    for name, notifier in outside.notifiers.items():
        found[f"messages-{name}"] = Postman(name, notifier, stores.outbox, clock)
    _count_from_zero(policy, actions)
    return found


def _count_from_zero(policy: Policy, actions: Iterable[str]) -> None:
    """Show what happens rarely as 0 from now on: a counter that is first seen at 1 hides its first event from `increase`."""
    for action in actions:
        for result in ("done", "failed"):
            telemetry.ACTIONS.labels(action, result)
    for name, entry in policy.forecasts.items():
        telemetry.BREACHES.labels(name)
        for outcome in set(Outcome) - {Outcome.REFUSED} if entry.remediation else ():  # that one is never verified
            telemetry.OUTCOMES.labels(name, outcome.value)


def _loans(cluster: Cluster, seal: Seal) -> dict[str, Loan]:
    """The actions that lend."""
    return {"scale": Scale(cluster, seal)}


def _followed(cluster: Cluster) -> dict[str, Followed]:
    """The actions whose end is waited for."""
    return {
        "restart": Restart(cluster),
        "expand-volume": ExpandVolume(cluster),
        "resize-memory": ResizeMemory(cluster),
    }


def _rehearsals(outside: Adapters, seal: Seal, call_of: Callable[[Remediation], Call]) -> dict[str, Action]:
    """The same actions, of which none changes anything."""
    cluster = outside.cluster.rehearsal()
    call = CallWebhook(outside.caller, call_of, rehearsal=True)
    return {**_loans(cluster, seal), **_followed(cluster), "webhook": call}

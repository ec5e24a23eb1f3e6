"""Puts the service together; the only place that names adapters."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from flask import Flask
from kubernetes import client
from kubernetes import config as kubeconfig
from kubernetes.config.config_exception import ConfigException

from receiver.actions.expand_volume import ExpandVolume
from receiver.actions.lease import Seal
from receiver.actions.resize_memory import ResizeMemory
from receiver.actions.restart import Restart
from receiver.actions.scale import Scale
from receiver.actions.webhook import SIGNING_KEY
from receiver.actions.webhook import Webhook as CallWebhook
from receiver.clients import servers
from receiver.clients.alertmanager import Alertmanager
from receiver.clients.caller import SignedCaller
from receiver.clients.http import Http
from receiver.clients.kubernetes import Kubernetes, KubernetesInspector, configuration
from receiver.clients.limits import Limits
from receiver.clients.prometheis import Prometheis
from receiver.clients.prometheus import Prometheus
from receiver.clients.prometheus_history import PrometheusHistory
from receiver.clients.secret_file import keys
from receiver.clients.servers import Server
from receiver.clients.slack import SlackApi
from receiver.clients.slack_replies import SlackReplies
from receiver.clients.smtp import Smtp
from receiver.clock import Clock, SystemClock
from receiver.domain.allowance import TOGETHER_S
from receiver.errors import ConfigError, PermanentError, TemporaryError
from receiver.notifiers import pagerduty, slack, webhook
from receiver.notifiers.document import document
from receiver.notifiers.email import Email, addresses
from receiver.notifiers.examples import KINDS, example
from receiver.notifiers.kubernetes import KubernetesEvents
from receiver.notifiers.pagerduty import PagerDuty
from receiver.notifiers.routes import Routes
from receiver.notifiers.slack import Slack
from receiver.notifiers.templating import Templates
from receiver.notifiers.webhook import Webhook
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
from receiver.pipeline.worker import Desk, Worker
from receiver.policy import model
from receiver.policy.model import ForecastPolicy, Policy
from receiver.ports import (
    Action,
    Caller,
    Cluster,
    Followed,
    HistorySource,
    Inspector,
    LimitSource,
    Loan,
    Notifier,
    SeriesSource,
)
from receiver.settings import Settings, StoreSettings
from receiver.store import Stores
from receiver.store.queue import CLAIM_S
from receiver.store.storms import Folding
from receiver.web import auth
from receiver.web.app import create_app, create_worker_app
from receiver.web.metrics import Watched
from receiver.web.slack.buttons import Buttons

_SECRETS: dict[str, tuple[tuple[str, ...], ...]] = {
    "kubernetes": (),
    "slack": ((slack.TOKEN, slack.WEBHOOK),),
    "pagerduty": ((pagerduty.KEY,),),
    "webhook": ((webhook.URL,), (webhook.KEY,)),
    "email": (),
}
"""What each notifier needs for each route: one of each group."""

_LEASE_KEY_STEM = "lease-signing-key"

_HISTORY_TIMEOUT_S = 120.0
"""Prometheus gives a query up after two minutes itself (`--query.timeout`)."""
_HISTORY_BYTES = 64 * 2**20
_CALL_BYTES = 64 * 2**10
"""More of a webhook's answer than anybody needs."""


@dataclass(frozen=True)
class Adapters:
    """The outside world, exchangeable as a whole in tests."""

    source: SeriesSource
    cluster: Cluster
    notifiers: dict[str, Notifier]
    limits: LimitSource
    inspector: Inspector
    caller: Caller


@dataclass(frozen=True)
class Service:
    """A complete receiver: the application and the worker behind it."""

    app: Flask
    worker: Worker
    stores: Stores

    def stop(self, grace_s: float) -> None:
        """Let the desks finish what they are at within the grace period; what they cannot finish others take up at once.

        Raises:
            TemporaryError: the store failed; others take it up when its claims have ended.
        """
        self.worker.stop(grace_s)
        try:
            self.stores.release()
        finally:
            self.stores.database.close()


def adapters(settings: Settings) -> Adapters:
    """Connect to the services that the settings name."""
    secrets = settings.secrets_dir
    api = _kubernetes_api(settings)
    cluster = Kubernetes(api)
    templates = Templates(settings.templates_dir)
    mail = {} if settings.smtp_url is None else {"email": _email(settings, settings.smtp_url, templates)}
    return Adapters(
        source=_source(settings),
        limits=Limits(_histories(settings)),
        cluster=cluster,
        inspector=KubernetesInspector(api, SystemClock().monotonic),
        caller=SignedCaller(
            Http("the webhook", max_bytes=_CALL_BYTES), Routes(secrets, SIGNING_KEY).lookup, SystemClock()
        ),
        notifiers={
            "kubernetes": KubernetesEvents(cluster),
            "slack": Slack(secrets, Http("Slack"), SlackApi(settings.slack_url), templates, settings.slack_spacing_s),
            "pagerduty": PagerDuty(settings.pagerduty_url, secrets, Http("PagerDuty"), templates),
            "webhook": Webhook(secrets, Http("the webhook"), SystemClock()),
            **mail,
        },
    )


def _histories(settings: Settings) -> list[HistorySource]:
    """Every server that the settings name, with a bounded answer: only what ran out is asked for."""
    if settings.prometheus_url is not None:
        return [PrometheusHistory(settings.prometheus_url, Http("Prometheus"))]
    secrets = settings.secrets_dir
    return [
        PrometheusHistory(
            server.url,
            Http(f"Prometheus {server.name}", ca_file=server.ca_file),
            partial(server.sent_headers, secrets),
        )
        for server in _servers(settings)
    ]


def _email(settings: Settings, url: str, templates: Templates) -> Notifier:
    return Email(Smtp(url), settings.email_from or "", settings.secrets_dir, templates)


PREVIEWED = ("slack", "pagerduty", "webhook", "email")
"""Notifiers whose messages can be shown without anything to send them with."""


def preview(notifier: str, templates_dir: Path | None) -> Notifier:
    """Return a notifier that only renders.

    Raises:
        ConfigError: a template fails.
    """
    templates = checked_templates(templates_dir)
    nowhere = Path("/nonexistent")
    made: dict[str, Notifier] = {
        "slack": Slack(nowhere, Http("Slack"), SlackApi("https://slack.com/api/"), templates),
        "pagerduty": PagerDuty("https://events.pagerduty.com", nowhere, Http("PagerDuty"), templates),
        "webhook": Webhook(nowhere, Http("the webhook"), SystemClock()),
        "email": Email(Smtp("smtps://localhost"), "forecasts@example.com", nowhere, templates),
    }
    return made[notifier]


def checked_templates(folder: Path | None) -> Templates:
    """Return the templates, each of them tried with every kind of event.

    Raises:
        ConfigError: one fails; says which and why.
    """
    templates = Templates(folder)
    templates.check({kind: document(example(kind)) | {"picture_cid": "forecast"} for kind in KINDS})
    return templates


def history_source(url: str) -> HistorySource:
    """Connect to the server that a backtest reads; a chunk of history may take it a while.

    Raises:
        ConfigError: not a URL.
    """
    if not url.startswith(("http://", "https://")):
        raise ConfigError(f"{url!r} is not the URL of a Prometheus; write it like http://localhost:9090")
    return PrometheusHistory(url, Http("Prometheus", timeout_s=_HISTORY_TIMEOUT_S, max_bytes=_HISTORY_BYTES))


def missing_secrets(settings: Settings, policy: Policy) -> list[str]:
    """Name what the secrets folder lacks for taking alerts in, for every route of the policy and for every Prometheus.

    Raises:
        ConfigError: the file that names the Prometheis is unusable.
    """
    folder = settings.secrets_dir
    sender, operator, viewer = auth.alertmanager(folder), auth.operator(folder), auth.viewer(folder)
    missing = [] if sender.configured() else ["alertmanager-token: nobody could send an alert"]
    weak = [*sender.weak(), *operator.weak(), *viewer.weak(), *_weak_keys(settings.secrets_dir)]
    missing += [f"{stem}: shorter than {auth.SHORTEST} characters, it could be guessed" for stem in weak]
    routes = {route for entry in policy.forecasts.values() for route in entry.notify.items()}
    for notifier, route in sorted(routes):
        if notifier in _SECRETS:
            missing += _missing_of(notifier, route, settings)
        else:
            missing.append(f"notifier {notifier!r}: not known; known are {', '.join(_SECRETS)}")
    missing += [text for name, entry in policy.forecasts.items() for text in _missing_key(name, entry, settings)]
    for server in _servers(settings):
        try:
            server.sent_headers(settings.secrets_dir)
        except TemporaryError as error:
            missing.append(str(error))
    return missing


def _missing_key(name: str, entry: ForecastPolicy, settings: Settings) -> list[str]:
    """A webhook that acts must be signed."""
    if entry.rung("webhook") is None:
        return []
    try:
        Routes(settings.secrets_dir, SIGNING_KEY).lookup(name)
    except TemporaryError as error:
        return [str(error)]
    return []


def _missing_of(notifier: str, route: str, settings: Settings) -> list[str]:
    secrets = settings.secrets_dir
    missing = _unusable_mail(route, settings) if notifier == "email" else []
    for group in _SECRETS[notifier]:
        there = next((stem for stem in group if Routes(secrets, stem).has(route)), group[-1])
        try:
            Routes(secrets, there).lookup(route)
        except TemporaryError as error:
            missing.append(f"{error} (or {', '.join(group[:-1])})" if len(group) > 1 else str(error))
    return missing


def _unusable_mail(route: str, settings: Settings) -> list[str]:
    problems = [] if settings.smtp_url else ["notifier email: RECEIVER_SMTP_URL and RECEIVER_EMAIL_FROM are not set"]
    try:
        addresses(route)
    except PermanentError as error:
        problems.append(str(error))
    return problems


def _weak_keys(folder: Path) -> list[str]:
    return [_LEASE_KEY_STEM] if any(len(key) < auth.SHORTEST for key in keys(folder, _LEASE_KEY_STEM)) else []


def _servers(settings: Settings) -> tuple[Server, ...]:
    """The servers of the file, none when a URL is all there is to it."""
    return () if settings.prometheus_file is None else servers.load(settings.prometheus_file).servers


def _source(settings: Settings) -> SeriesSource:
    if settings.prometheus_url is not None:
        return Prometheus(settings.prometheus_url, Http("Prometheus"))
    return Prometheis([(server.match, _connected(server, settings.secrets_dir)) for server in _servers(settings)])


def _connected(server: Server, secrets_dir: Path) -> Prometheus:
    http = Http(f"Prometheus {server.name}", ca_file=server.ca_file)
    headers = partial(server.sent_headers, secrets_dir)
    return Prometheus(server.url, http, headers=headers, external_labels=server.external_labels)


def open_stores(settings: StoreSettings, clock: Clock, claim_s: float = CLAIM_S) -> Stores:
    """Open the database that the settings name.

    Raises:
        ConfigError: it cannot be opened or migrated.
    """
    return Stores.open(
        settings.database_url,
        clock,
        max_backlog=settings.max_backlog,
        kill_switch_file=settings.kill_switch_file,
        claim_s=claim_s,
        folding=Folding(settings.storm_incidents, settings.storm_window_s),
    )


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
) -> dict[str, Desk]:
    """Return what the worker does, by name, each to be run on its own thread.

    Args:
        stopping: whether the worker was told to stop.
        seal: which leases are ours; None = unsigned ones of the default name.
        namespaces: where to look for loans that the database does not know.
    """
    episodes, remediations, kill_switch = stores.episodes, stores.remediations, stores.kill_switch
    seal = seal or Seal()
    loans, followed = _loans(outside.cluster, seal), _followed(outside.cluster)
    call_of = called(policy, episodes)
    actions: dict[str, Action] = {**loans, **followed, "webhook": CallWebhook(outside.caller, call_of)}
    rehearsed = outside.cluster.rehearsal()
    rehearsals: dict[str, Action] = {**_loans(rehearsed, seal), **_followed(rehearsed)}
    rehearsals["webhook"] = CallWebhook(outside.caller, call_of, rehearsal=True)
    preflight = Preflight(outside.inspector, rehearsals)
    calibration = Calibration(stores.predictions, clock, on=recalibrate)
    # What is read together is claimed together: no claim may end meanwhile.
    together_s = min(TOGETHER_S, stores.terms.claim_s / 2)
    assessor = Assessor(outside.source, calibration.of, clock, together_s, stopping)
    notify = Notify(stores.outbox, outside.notifiers)
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
        "episodes": EpisodeDesk(episodes, policy, refine.prepare, stages, notify, clock, stopping),
        "remediations": RemediationDesk(
            remediations, episodes, policy, assessor, act, verify, lease, notify, standstill, clock
        ),
        "outcomes": OutcomeDesk(stores.predictions, policy, outside.source, clock),
        "breaches": BreachDesk(stores.breaches, policy, outside.limits, clock),
        "modes": PromotionDesk(stores.modes, stores.scorecards, stores.predictions, policy, notify, clock),
        "janitor": Janitor(stores, clock),
        "timekeeper": Timekeeper(stores, clock),
        "adoption": adoption,
    }
    for name, notifier in outside.notifiers.items():
        found[f"messages-{name}"] = Postman(name, notifier, stores.outbox, clock)
    return found


def build(
    settings: Settings,
    outside: Adapters | None,
    clock: Clock | None = None,
    stopping: Event | None = None,
    *,
    listens: bool = True,
) -> Service:
    """Put the service together; nothing runs yet.

    Args:
        outside: None for a process that only accepts.
        stopping: set as soon as the process is told to end: desks end then, while what was already asked is still answered.
        listens: False for a process that only works.

    Raises:
        ConfigError: policy or database are unusable.
    """
    clock = clock or SystemClock()
    policy = model.load(settings.policy_file)
    stores = open_stores(settings, clock, settings.claim_s)
    if outside is not None:
        stores.take_up_again()
    recalibrate = settings.recalibration == "on"
    stopping, working = stopping or Event(), {}
    if outside is not None:
        working = desks(
            policy,
            stores,
            outside,
            clock,
            recalibrate=recalibrate,
            stopping=stopping.is_set,
            seal=Seal(settings.instance, partial(keys, settings.secrets_dir, _LEASE_KEY_STEM)),
            namespaces=[name for name in (settings.namespaces or "").split(",") if name],
        )
    worker = Worker(working, settings.poll_s, clock, stopping)
    sender = auth.alertmanager(settings.secrets_dir)

    def obstacles() -> list[str]:
        if stopping.is_set():
            return ["it is stopping"]
        found = [] if worker.alive() else ["the worker does not run"]
        known = not listens or sender.configured()
        return found if known else [*found, "no alertmanager-token in the secrets folder"]

    queues = {"episodes": stores.episodes.depth, "messages": stores.outbox.depth}
    dead = {"episodes": stores.episodes.dead_count, "messages": stores.outbox.dead_count}
    parts = [part for part, does in (("accepts", listens), ("works", outside is not None)) if does]
    watched = Watched(parts, queues, dead, stores.pulses.read, policy.budgets)
    if not listens:
        return Service(create_worker_app(obstacles, watched), worker, stores)
    app = create_app(
        stores,
        policy,
        settings.secrets_dir,
        clock,
        settings.max_body_bytes,
        obstacles,
        watched,
        stopping.is_set,
        _buttons(settings, stores, clock),
        SlackReplies(Http("Slack")),
    )
    return Service(app, worker, stores)


def _buttons(settings: Settings, stores: Stores, clock: Clock) -> Buttons:
    silencer = None
    if settings.alertmanager_url is not None:
        silencer = Alertmanager(settings.alertmanager_url, Http("Alertmanager"), settings.secrets_dir)
    approvers = frozenset(filter(None, settings.slack_approvers.split(",")))
    return Buttons(stores.approvals, stores.episodes, clock, approvers, silencer, settings.silence_s)


def _kubernetes_api(settings: Settings) -> client.ApiClient:
    found = configuration()
    try:
        if settings.kubeconfig is not None:
            kubeconfig.load_kube_config(str(settings.kubeconfig), client_configuration=found)
        else:
            kubeconfig.load_incluster_config(found)
    except (ConfigException, OSError) as error:
        mend = "run in a pod, or set RECEIVER_KUBECONFIG"
        if settings.kubeconfig is not None:
            mend = f"RECEIVER_KUBECONFIG names {settings.kubeconfig}"
        raise ConfigError(f"no Kubernetes API: {error}; {mend}") from error
    return client.ApiClient(found)

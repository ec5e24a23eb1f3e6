"""Connects to the world outside: Prometheus, the Kubernetes API, whoever is told and whoever is called."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kubernetes import client
from kubernetes import config as kubeconfig
from kubernetes.config import incluster_config
from kubernetes.config.config_exception import ConfigException

from receiver.actions.webhook import SIGNING_KEY
from receiver.clients import servers
from receiver.clients.alertmanager import Alertmanager
from receiver.clients.caller import SignedCaller, error_of
from receiver.clients.http import Http
from receiver.clients.kubernetes import Kubernetes, KubernetesInspector, configuration, read_token_anew
from receiver.clients.limits import Limits
from receiver.clients.prometheis import Prometheis
from receiver.clients.prometheus import Prometheus
from receiver.clients.prometheus_history import PrometheusHistory
from receiver.clients.servers import Server
from receiver.clients.slack import SlackApi
from receiver.clients.slack_replies import SlackReplies
from receiver.clients.smtp import Smtp
from receiver.clients.tls import Tls
from receiver.clock import SystemClock
from receiver.errors import ConfigError
from receiver.notifiers.email import Email
from receiver.notifiers.kubernetes import KubernetesEvents
from receiver.notifiers.pagerduty import PagerDuty
from receiver.notifiers.routes import Routes
from receiver.notifiers.slack import Slack
from receiver.notifiers.templating import Templates
from receiver.notifiers.webhook import Webhook
from receiver.ports import (
    Caller,
    Cluster,
    HistorySource,
    Inspector,
    LimitSource,
    Notifier,
    Replies,
    SeriesSource,
    Silencer,
)
from receiver.settings import Settings

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


def adapters(settings: Settings) -> Adapters:
    """Connect to the services that the settings name."""
    secrets, tls = settings.secrets_dir, _tls(settings)
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
            Http("the webhook", max_bytes=_CALL_BYTES, tls=tls, error_of=error_of),
            Routes(secrets, SIGNING_KEY).lookup,
            SystemClock(),
        ),
        notifiers={
            "kubernetes": KubernetesEvents(cluster),
            "slack": Slack(
                secrets,
                Http("Slack", tls=tls),
                SlackApi(settings.slack_url, tls=tls),
                templates,
                settings.slack_spacing_s,
            ),
            "pagerduty": PagerDuty(settings.pagerduty_url, secrets, Http("PagerDuty", tls=tls), templates),
            "webhook": Webhook(secrets, Http("the webhook", tls=tls), SystemClock()),
            **mail,
        },
    )


def silencer(settings: Settings) -> Silencer | None:
    """Connect to Alertmanager, None where the settings name none."""
    if settings.alertmanager_url is None:
        return None
    return Alertmanager(settings.alertmanager_url, Http("Alertmanager", tls=_tls(settings)), settings.secrets_dir)


def replies(settings: Settings) -> Replies:
    """Connect to where messages in Slack are changed after a press."""
    return SlackReplies(Http("Slack", tls=_tls(settings)))


def servers_of(settings: Settings) -> tuple[Server, ...]:
    """The servers of the file, none when a URL is all there is to it."""
    return () if settings.prometheus_file is None else servers.load(settings.prometheus_file).servers


def _source(settings: Settings) -> SeriesSource:
    if settings.prometheus_url is not None:
        return Prometheus(settings.prometheus_url, Http("Prometheus", tls=_tls(settings)))
    return Prometheis([(server.match, _connected(server, settings)) for server in servers_of(settings)])


def _connected(server: Server, settings: Settings) -> Prometheus:
    headers = partial(server.sent_headers, settings.secrets_dir)
    return Prometheus(server.url, _http(server, settings), headers=headers, external_labels=server.external_labels)


def _http(server: Server, settings: Settings) -> Http:
    return Http(f"Prometheus {server.name}", tls=server.tls(settings.ca_file))


def _tls(settings: Settings) -> Tls:
    return Tls(more_ca_file=settings.ca_file)


def _histories(settings: Settings) -> list[HistorySource]:
    """Every server that the settings name, with a bounded answer: only what ran out is asked for."""
    if settings.prometheus_url is not None:
        return [PrometheusHistory(settings.prometheus_url, Http("Prometheus", tls=_tls(settings)))]
    return [
        PrometheusHistory(server.url, _http(server, settings), partial(server.sent_headers, settings.secrets_dir))
        for server in servers_of(settings)
    ]


def _email(settings: Settings, url: str, templates: Templates) -> Notifier:
    return Email(Smtp(url, tls=_tls(settings)), settings.email_from or "", settings.secrets_dir, templates)


def _kubernetes_api(settings: Settings) -> client.ApiClient:
    found = configuration()
    try:
        if settings.kubeconfig is not None:
            kubeconfig.load_kube_config(str(settings.kubeconfig), client_configuration=found)
        else:
            kubeconfig.load_incluster_config(found)
            read_token_anew(found, Path(incluster_config.SERVICE_TOKEN_FILENAME))
    except (ConfigException, OSError) as error:
        mend = "run in a pod, or set RECEIVER_KUBECONFIG"
        if settings.kubeconfig is not None:
            mend = f"RECEIVER_KUBECONFIG names {settings.kubeconfig}"
        raise ConfigError(f"no Kubernetes API: {str(error).rstrip('.')}; {mend}") from error
    return client.ApiClient(found)

"""What can be set, with its default, its bounds and its documentation: the description of each field."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

PREFIX = "RECEIVER_"
UNNAMED = "default"
"""Name of a receiver that was given none."""


class StoreSettings(BaseModel):
    """What a command needs that works on the store only; the field's description is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    database_url: Annotated[
        str,
        Field(
            description="SQLAlchemy URL; SQLite (with an absolute path: `sqlite:////data/receiver.db`) for one pod on a local "
            "disk, PostgreSQL for more"
        ),
    ]
    kill_switch_file: Annotated[
        Path | None,
        Field(description="acting is off while this file exists, e.g. a key of a mounted ConfigMap"),
    ] = None
    max_backlog: Annotated[
        int,
        Field(
            ge=1,
            description="open episodes from which new ones are refused with 503, for Alertmanager to retry",
        ),
    ] = 50_000
    storm_incidents: Annotated[
        int,
        Field(
            ge=0,
            description="new incidents on one route that are told one by one before a digest tells the rest; 0 = all",
        ),
    ] = 10
    storm_window_s: Annotated[
        float, Field(gt=0, description="within this time, and until none comes for that long, seconds")
    ] = 300.0
    recalibration: Annotated[
        str,
        Field(
            pattern="^(on|off)$",
            description="whether what came of earlier forecasts corrects the probabilities (see Calibration)",
        ),
    ] = "on"


class Settings(StoreSettings):
    """What the whole service needs."""

    policy_file: Annotated[Path, Field(description="policy.yaml written by `rulegen generate`")]
    secrets_dir: Annotated[
        Path,
        Field(description="folder with alertmanager-token[.previous] and the notifiers' secrets (see Secrets)"),
    ]
    prometheus_url: Annotated[
        str | None,
        Field(
            pattern="^https?://",
            description="base URL of the Prometheus HTTP API; either this or `RECEIVER_PROMETHEUS_FILE` is required",
        ),
    ] = None
    prometheus_file: Annotated[
        Path | None,
        Field(
            validate_default=True,
            description="file with several Prometheis, or one that needs a tenant, a token, a CA or a client certificate "
            "(see Prometheus)",
        ),
    ] = None
    bind: Annotated[str, Field(description="address that `receiver serve` listens on")] = "0.0.0.0:8080"
    worker_bind: Annotated[
        str, Field(description="address of `receiver worker` for health checks and scrapes; plain HTTP")
    ] = "0.0.0.0:8081"
    instance: Annotated[
        str,
        Field(
            pattern="^[-._a-zA-Z0-9]{1,128}$",
            description="name of this receiver in the leases that it writes; two that share a cluster need two names",
        ),
    ] = UNNAMED
    namespaces: Annotated[
        str | None,
        Field(
            pattern="^([a-z0-9]([-a-z0-9]*[a-z0-9])?(,|$))*$",
            description="where the receiver may act, separated by commas: looked through for loans that its database lost",
        ),
    ] = None
    threads: Annotated[
        int, Field(ge=1, description="request threads of `receiver serve`; that many can share one commit")
    ] = 32
    tls_cert_file: Annotated[
        Path | None, Field(description="certificate chain (PEM); with it `receiver serve` speaks TLS only")
    ] = None
    tls_key_file: Annotated[
        Path | None, Field(validate_default=True, description="the certificate's private key (PEM)")
    ] = None
    tls_client_ca_file: Annotated[
        Path | None,
        Field(
            validate_default=True,
            description="CA (PEM) that must have signed the certificate of everybody who connects, beside the token",
        ),
    ] = None
    ca_file: Annotated[
        Path | None,
        Field(
            description="certificates (PEM) to trust beside the public ones, e.g. of a proxy that opens TLS, or of services "
            "inside; not for the Kubernetes API, nor for a Prometheus with a `ca_file` of its own"
        ),
    ] = None
    kubeconfig: Annotated[
        Path | None, Field(description="kubeconfig file; without it the pod's own service account is used")
    ] = None
    pagerduty_url: Annotated[str, Field(pattern="^https?://", description="PagerDuty Events API")] = (
        "https://events.pagerduty.com"
    )
    alertmanager_url: Annotated[
        str | None,
        Field(
            pattern="^https?://",
            description="base URL of the Alertmanager that the button `Silence` in Slack asks; without it the button says so",
        ),
    ] = None
    silence_s: Annotated[
        float,
        Field(gt=0, le=604_800, description="how long such a silence lasts, seconds; a week at most"),
    ] = 14_400.0
    external_url: Annotated[
        str | None,
        Field(
            pattern=r"^https?://[^\s/?#@|<>\"]+/?$",
            description="where people reach the pages, e.g. `https://forecasts.example.com`: messages lead to the page of what "
            "they tell; without it they do not",
        ),
    ] = None
    slack_approvers: Annotated[
        str,
        Field(
            pattern=r"^([A-Z0-9]+(,[A-Z0-9]+)*)?$",
            description="Slack user ids, separated by commas, of those whose presses on buttons count; empty = of everybody "
            "who sees the message",
        ),
    ] = ""
    slack_url: Annotated[str, Field(pattern="^https?://", description="Slack Web API")] = "https://slack.com/api/"
    slack_spacing_s: Annotated[
        float, Field(ge=0, description="least time between two Slack messages on one route, seconds")
    ] = 1.0
    smtp_url: Annotated[
        str | None,
        Field(
            pattern=r"^(smtps|smtp|smtp\+plain)://",
            description="mail server for the notifier email: smtps://host, smtp://host (STARTTLS), smtp+plain://host (no TLS)",
        ),
    ] = None
    email_from: Annotated[
        str | None,
        Field(pattern=r"^[^\s@<>]+@[^\s@<>]+$", validate_default=True, description="address that e-mails come from"),
    ] = None
    templates_dir: Annotated[
        Path | None,
        Field(description="folder with templates that replace the shipped words of messages (see Templates)"),
    ] = None
    max_body_bytes: Annotated[int, Field(ge=1024, description="larger request bodies are refused with 413")] = (
        32 * 2**20
    )
    poll_s: Annotated[float, Field(gt=0, description="how often the worker looks for due work, seconds")] = 0.5
    claim_s: Annotated[
        float,
        Field(
            ge=1,
            description="how long a piece of work is left to the replica that took it up, seconds; after that, unless it is "
            "renewed, another takes over and the late result is refused",
        ),
    ] = 60.0
    log_format: Annotated[str, Field(pattern="^(json|console)$", description="json or console")] = "json"

    @field_validator("external_url")
    @classmethod
    def _without_a_slash_at_its_end(cls, url: str | None) -> str | None:
        return url.rstrip("/") if url else url

    @field_validator("email_from")
    @classmethod
    def _sender_with_server(cls, sender: str | None, others: ValidationInfo) -> str | None:
        if (sender is None) != (others.data.get("smtp_url") is None):
            raise ValueError(f"{PREFIX}SMTP_URL and {PREFIX}EMAIL_FROM go together")
        return sender

    @field_validator("prometheus_file")
    @classmethod
    def _one_way_to_prometheus(cls, file: Path | None, others: ValidationInfo) -> Path | None:
        if "prometheus_url" in others.data and (others.data["prometheus_url"] is None) == (file is None):
            raise ValueError(f"set {PREFIX}PROMETHEUS_URL, or this instead of it")
        return file

    @field_validator("tls_key_file")
    @classmethod
    def _key_and_certificate(cls, key: Path | None, others: ValidationInfo) -> Path | None:
        if (key is None) != (others.data.get("tls_cert_file") is None):
            raise ValueError(f"{PREFIX}TLS_CERT_FILE and {PREFIX}TLS_KEY_FILE go together")
        return key

    @field_validator("tls_client_ca_file")
    @classmethod
    def _client_ca_with_tls(cls, authority: Path | None, others: ValidationInfo) -> Path | None:
        if authority is not None and others.data.get("tls_cert_file") is None:
            raise ValueError(f"without {PREFIX}TLS_CERT_FILE nobody is asked for a certificate")
        return authority

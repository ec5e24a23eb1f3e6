"""The only place that reads the environment. Every setting is `RECEIVER_<NAME>`; secrets are files, never variables."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from receiver.errors import ConfigError

PREFIX = "RECEIVER_"


class Settings(BaseModel):
    """What the process needs to know; the field's description is its documentation."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    policy_file: Annotated[Path, Field(description="policy.yaml written by `rulegen generate`")]
    secrets_dir: Annotated[
        Path,
        Field(
            description="folder with alertmanager-token[.previous], slack-webhook-url[.<route>], "
            "pagerduty-routing-key[.<route>]"
        ),
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
            description="file with several Prometheis, or one that needs a tenant, a token or a CA (see Prometheus)",
        ),
    ] = None
    database_url: Annotated[
        str,
        Field(
            description="SQLAlchemy URL; SQLite (with an absolute path: `sqlite:////data/receiver.db`) for one pod on a local "
            "disk, PostgreSQL for more"
        ),
    ]
    bind: Annotated[str, Field(description="address that `receiver serve` listens on")] = "0.0.0.0:8080"
    threads: Annotated[int, Field(ge=1, description="request threads of `receiver serve`")] = 8
    kubeconfig: Annotated[
        Path | None, Field(description="kubeconfig file; without it the pod's own service account is used")
    ] = None
    kill_switch_file: Annotated[
        Path | None,
        Field(description="acting is off while this file exists, e.g. a key of a mounted ConfigMap"),
    ] = None
    pagerduty_url: Annotated[str, Field(pattern="^https?://", description="PagerDuty Events API")] = (
        "https://events.pagerduty.com"
    )
    max_body_bytes: Annotated[int, Field(ge=1024, description="larger request bodies are refused with 413")] = (
        32 * 2**20
    )
    max_backlog: Annotated[
        int,
        Field(
            ge=1,
            description="open episodes from which new ones are refused with 503, for Alertmanager to retry",
        ),
    ] = 50_000
    poll_s: Annotated[float, Field(gt=0, description="how often the worker looks for due work, seconds")] = 0.5
    log_format: Annotated[str, Field(pattern="^(json|console)$", description="json or console")] = "json"

    @field_validator("prometheus_file")
    @classmethod
    def _one_way_to_prometheus(cls, file: Path | None, others: ValidationInfo) -> Path | None:
        if "prometheus_url" in others.data and (others.data["prometheus_url"] is None) == (file is None):
            raise ValueError(f"set either this or {PREFIX}PROMETHEUS_URL")
        return file


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings.

    Raises:
        ConfigError: a setting is missing or wrong, or an unknown `RECEIVER_` variable is set; names all of them.
    """
    given = {name[len(PREFIX) :].lower(): text for name, text in environment.items() if name.startswith(PREFIX)}
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        problems = "\n".join(
            f"  {PREFIX}{str(problem['loc'][0]).upper()}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        raise ConfigError(f"settings in the environment are not usable:\n{problems}") from error

"""The catalog as authors write it (contract 1): fields, types, defaults and bounds."""

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, PlainValidator, StringConstraints

from rulegen import conventions
from rulegen.durations import Duration

Action = Literal["scale", "restart", "expand-volume", "resize-memory", "webhook", "none"]
Mode = Literal["dry-run", "approve", "auto"]
MODES: tuple[str, ...] = get_args(Mode)


def _duration(value: Any) -> Duration:
    if isinstance(value, Duration):
        return value
    if not isinstance(value, str):
        raise ValueError(f"{value!r} has no unit; write it like 30s, 15m, 6h, 1d")
    return Duration.parse(value)


def _label(name: str) -> str:
    if name in conventions.RESERVED_LABELS:
        raise ValueError(f"{name!r} is set by the generator itself")
    if name.startswith("__"):
        raise ValueError("labels that begin with __ do not survive scraping")
    return name


Length = Annotated[
    Duration, PlainValidator(_duration, json_schema_input_type=str), PlainSerializer(str, return_type=str)
]
LabelName = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$"), AfterValidator(_label)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=63)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Share = Annotated[float, Field(ge=0, le=1)]


class Strict(BaseModel):
    """Unknown keys are errors; a string is not a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Defaults(Strict):
    """What every entry of a file shares."""

    team: Name = "platform"
    runbook_base: Text = Field(description="URL of the folder that holds the runbook pages")
    dashboard_base: Text | None = Field(default=None, description="URL of Grafana, without a trailing slash")


class Alert(Strict):
    """One speed of alerting."""

    severity: Name
    windows: list[Length] = Field(min_length=2, description="fits of different length that must agree")
    horizon: Length = Field(description="alert when exhaustion is nearer than this")
    floor: Share = Field(default=0.5, description="utilisation below which the alert stays silent")
    pending: Length = Field(alias="for", description="how long the windows must agree")


class Confidence(Strict):
    """Probability of crossing within the horizon."""

    act: Share = 0.9
    notify: Share = 0.5


class Target(Strict):
    """What a remediation touches."""

    kind: Literal["owner", "Deployment", "StatefulSet", "PersistentVolumeClaim"] = "owner"
    name_label: LabelName | None = Field(default=None, description="by-label that holds the object's name")


class Remediation(Strict):
    """What the receiver may do, and its bounds."""

    action: Action = "none"
    mode: Mode = "dry-run"
    severities: list[Name] = Field(default=["critical"], description="severities whose alerts may act")
    target: Target = Target()
    max_step: int = Field(default=1, ge=1)
    max_replicas: int = Field(default=10, ge=1)
    cooldown: Length = Duration.parse("15m")
    lease: Length = Duration.parse("1h")
    settle: Length = Field(default=Duration.parse("5m"), description="wait this long before verifying")


class Entry(Strict):
    """What every kind of forecast has."""

    name: Name
    kind: str
    summary: Text
    reason: Text | None = Field(default=None, description="why these expressions, windows and bounds")
    team: Name | None = None
    by: list[LabelName] = Field(min_length=1, description="labels that identify one series")
    interval: Length = Field(default=Duration.parse("30s"), description="how often utilisation is recorded")
    alerts: list[Alert] = Field(min_length=1)
    confidence: Confidence = Confidence()
    remediation: Remediation = Remediation()
    notify: dict[Name, Text] = Field(default={}, description="notifier → route")


class TrendEntry(Entry):
    """A resource that is used up along a line."""

    kind: Literal["trend"]
    used: Text = Field(description="PromQL, gauges: how much is used")
    limit: Text = Field(description="PromQL: how much there is")


class CatalogFile(Strict):
    """The frame of a file; its entries are validated one by one, by their kind."""

    version: Literal["forecast/v1"]
    defaults: Defaults
    forecasts: list[Any] = Field(min_length=1)


KINDS: dict[str, type[TrendEntry]] = {"trend": TrendEntry}

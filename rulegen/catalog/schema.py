"""The catalog as authors write it (contract 1): fields, defaults and bounds."""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, StringConstraints, model_validator

from rulegen.catalog.autoscale import Autoscale
from rulegen.catalog.safety import Budgets, MaintenanceWindow
from rulegen.catalog.strict import Strict
from rulegen.catalog.types import (
    Amount,
    Bytes,
    CalledUrl,
    Floor,
    Gauge,
    Interval,
    LabelName,
    Length,
    Name,
    Notifier,
    SeriesName,
    Share,
    TargetKind,
    Text,
    Url,
    Values,
)
from rulegen.durations import Duration

Action = Literal["scale", "restart", "expand-volume", "resize-memory", "webhook", "none"]
Mode = Literal["dry-run", "approve", "auto"]
MODES: tuple[str, ...] = get_args(Mode)


_EXPECT_MOST = 1e12
"""Old promtools compare floats bit by bit; whole numbers are exact that far."""


class Defaults(Strict):
    """What every entry of a file shares."""

    team: Name = "platform"
    runbook_base: Url = Field(description="URL of the folder that holds the runbook pages")
    dashboard_base: Url | None = Field(default=None, description="URL of Grafana")


class Alert(Strict):
    """One speed of alerting."""

    severity: Name
    horizon: Length = Field(description="alert when exhaustion is nearer than this")
    pending: Length = Field(alias="for", description="how long it must look so")
    keep_firing_for: Length | None = Field(default=None, description="keep firing this long after the forecast receded")
    accept_risk: Text | None = Field(default=None, description="why a computed guard may be overruled here")


class SeasonalAlert(Alert):
    """One speed of alerting on a cycle."""

    floor: Floor = Field(default=0.5, description="utilisation below which the alert stays silent")


class TrendAlert(SeasonalAlert):
    """One speed of alerting on a line."""

    windows: list[Length] = Field(min_length=2, description="fits of different length that must agree")


class Confidence(Strict):
    """Probability of crossing within the horizon."""

    act: Share = 0.9
    notify: Share = 0.5


class Target(Strict):
    """What a remediation touches."""

    kind: TargetKind = "owner"
    name_label: LabelName | None = Field(default=None, description="by-label that holds the object's name")


class Promotion(Strict):
    """What a forecast must be measured to be worth before it may act; then `mode` is as far as it gets."""

    min_evidence: int = Field(
        default=20,
        ge=1,
        description="incidents with judged pages (pages within a horizon of the first are one incident)",
    )
    precision: float = Field(
        default=0.8, gt=0, lt=1, description="share of true pages; proven at 95 % confidence for a promotion"
    )
    lead: Length | None = Field(default=None, description="median lead time; default: settle")


class Rung(Strict):
    """What the receiver may do, and its bounds."""

    action: Action = "none"
    mode: Mode = "dry-run"
    on_deadline: Literal["hold", "act"] = Field(
        default="hold", description="with mode approve: what to do when nobody has answered in time"
    )
    gitops: Literal["hold", "ignored"] = Field(
        default="hold",
        description="where Argo CD or Flux manage the target: hold, or act because they ignore the field that is raised",
    )
    nodes: Literal["fixed", "autoscaled"] = Field(
        default="fixed",
        description="with fixed nodes, pods that fit on none are not asked for; autoscaled ones are added when pods wait",
    )
    severities: list[Name] = Field(default=["critical"], min_length=1, description="severities whose alerts may act")
    target: Target | None = Field(
        default=None, description="default: the pod's owner, or the claim or pod that the action is about"
    )
    max_step: int = Field(default=1, ge=1)
    max_replicas: int = Field(default=10, ge=1)
    max_bytes: Bytes | None = Field(
        default=None, description="of a volume or of a container's memory; needed to act on one"
    )
    max_step_ratio: float = Field(
        default=2.0, gt=1, le=10, description="a volume or memory after a step, as a multiple of before"
    )
    class_cooldowns: dict[Text, Length] = Field(
        default={}, description="storage class → time between two expansions of a volume; of EBS 6h"
    )
    max_expansions: int = Field(
        default=3, ge=1, description="of one volume within a week; from then on a person decides"
    )
    url: CalledUrl | None = Field(default=None, description="what the action webhook calls")
    cooldown: Length = Duration.parse("15m")
    lease: Length = Duration.parse("1h")
    settle: Length = Field(default=Duration.parse("5m"), description="wait this long before verifying")


class NextAction(Rung):
    """What to do where the actions before it do not apply or do not help; what it does not say is as in `remediation`."""

    action: Action


class Remediation(Rung):
    """What the receiver may do, and its bounds, and what then."""

    promotion: Promotion | None = Field(
        default=None, description="begin at dry-run, and earn more trust (up to each `mode`) by what is measured"
    )
    load: Gauge | None = Field(
        default=None, description="PromQL: what may drive the growth; scale only where the growth follows it"
    )
    then: list[NextAction] = Field(
        default=[], description="what to do where this does not apply or does not help, in order"
    )


class Example(Strict):
    """One moment of the exporters' series, and the utilisation (or remaining seconds) that must come of it."""

    series: dict[SeriesName, Values] = Field(
        min_length=1, description="series in PromQL notation → constant value, or values in promtool's notation"
    )
    expect: float = Field(
        ge=-_EXPECT_MOST,
        le=_EXPECT_MOST,
        description="utilisation, or seconds remaining for a countdown, after 20 intervals",
    )


class Mute(Strict):
    """A real alert that makes the forecast pointless."""

    alert: Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
    equal: list[LabelName] | None = Field(default=None, description="labels that both must share; default: by")


class Entry(Strict):
    """What every kind of forecast has."""

    name: Name
    kind: str
    summary: Text
    reason: Text | None = Field(default=None, description="why these expressions, windows and bounds")
    team: Name | None = None
    by: list[LabelName] = Field(min_length=1, description="labels that identify one series")
    interval: Interval = Field(default=Duration.parse("30s"), description="how often utilisation is recorded")
    query_offset: Length | None = Field(default=None, description="evaluate this far in the past, for late samples")
    confidence: Confidence = Confidence()
    remediation: Remediation = Remediation()
    notify: dict[Notifier, Text] = Field(default={}, description="notifier → route")
    muted_by: list[Mute] = Field(default=[], description="real alerts that say what this forecast foretells")
    example: Example | None = Field(default=None, description="needed where the expressions are not plain selectors")
    accept_risk: Text | None = Field(default=None, description="why computed guards may be overruled in this entry")


class Utilised(Entry):
    """What is used up, however it is told."""

    used: Gauge | None = Field(default=None, description="PromQL, gauges: how much is used")
    limit: Amount | None = Field(default=None, description="PromQL or number: where it is exhausted")
    free: Gauge | None = Field(default=None, description="PromQL, gauges: how much is left")
    capacity: Amount | None = Field(default=None, description="PromQL or number: how much there is")
    direction: Literal["up", "down"] = Field(default="up", description="down: `used` falls towards `limit`")
    full: Amount | None = Field(default=None, description="with direction down: the value that counts as unused")

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        given = [name for name in ("used", "limit", "free", "capacity") if getattr(self, name) is not None]
        if given not in (["used", "limit"], ["free", "capacity"]):
            found = " and ".join(given) or "neither"
            raise ValueError(f"give used and limit, or free and capacity; found {found}")
        if (self.direction == "down") != (self.full is not None):
            raise ValueError("direction: down and full belong together: full is the value that counts as unused")
        if self.direction == "down" and self.free is not None:
            raise ValueError("free falls anyway; direction: down is for used and limit")
        return self


class TrendEntry(Utilised):
    """A resource that is used up along a line."""

    kind: Literal["trend"]
    alerts: list[TrendAlert] = Field(min_length=1)
    sawtooth_period: Length | None = Field(default=None, description="the series rises and falls with this period")
    autoscale: list[Autoscale] = Field(default=[], description="workloads that an HPA or KEDA scales on the forecast")


class SeasonalEntry(Utilised):
    """A resource whose use follows the day or the week: the forecast is what earlier periods did, shifted to today's level."""

    kind: Literal["seasonal"]
    alerts: list[SeasonalAlert] = Field(min_length=1)
    period: Literal["1d", "1w"]
    cycles: int = Field(default=2, ge=2, le=4, description="earlier periods that must agree")


class CountdownEntry(Entry):
    """Something that expires at a known time."""

    kind: Literal["countdown"]
    alerts: list[Alert] = Field(min_length=1)
    remaining: Gauge = Field(description="PromQL: seconds until it expires")


AnyEntry = TrendEntry | SeasonalEntry | CountdownEntry
KINDS: dict[str, type[TrendEntry] | type[SeasonalEntry] | type[CountdownEntry]] = {
    "trend": TrendEntry,
    "seasonal": SeasonalEntry,
    "countdown": CountdownEntry,
}


class CatalogFile(Strict):
    """The frame of a file; its entries are validated one by one, by their kind."""

    version: Literal["forecast/v1"]
    defaults: Defaults
    budgets: Budgets | None = Field(default=None, description="of all forecasts of a run; in one file of it")
    maintenance: list[MaintenanceWindow] = Field(default=[], description="when nothing acts")
    forecasts: list[Any] = Field(min_length=1)

"""One forecast, validated and with every default filled in."""

from dataclasses import dataclass
from math import ceil

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.autoscaler import Autoscaler
from rulegen.model.safety import Budgets, MaintenanceWindow
from rulegen.model.source import Example, Season, Source


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of history that is fitted.

    Attributes:
        length: how far back the fit reads.
        resolution: distance of the samples it reads.
        coarse: whether it reads an averaged series instead of the utilisation itself.
    """

    length: Duration
    resolution: Duration
    coarse: bool

    @property
    def samples(self) -> int:
        """Samples that a complete window holds. Prometheus 2 may see one more: its windows are closed on both ends."""
        return self.length.ms // self.resolution.ms

    @property
    def required(self) -> int:
        """Samples below which the fit is not believed."""
        return ceil(conventions.COVERAGE_RATIO * self.samples)

    @property
    def source(self) -> str:
        """Name of the series that is fitted."""
        return conventions.coarse_series(str(self.resolution)) if self.coarse else conventions.SERIES_UTILIZATION


@dataclass(frozen=True, slots=True)
class Alert:
    """One speed of alerting: all windows must agree that exhaustion is nearer than the horizon.

    Attributes:
        windows: shortest first; none for a countdown, whole periods for a seasonal forecast.
        floor: utilisation below which nobody wants to hear of it, 0..1.
        pending: Prometheus' `for`.
        keep_firing: Prometheus' `keep_firing_for`, None for none.
        accept_risk: the author's reason to overrule a computed guard, None without one.
    """

    severity: str
    windows: tuple[Window, ...]
    horizon: Duration
    floor: float
    pending: Duration
    keep_firing: Duration | None
    accept_risk: str | None


@dataclass(frozen=True, slots=True)
class Confidence:
    """Probability of crossing within the horizon, 0..1, from which the receiver acts and tells."""

    act: float
    notify: float


@dataclass(frozen=True, slots=True)
class Target:
    """What a remediation touches: the owner of the alert's pod, or a kind whose name stands in one of the by-labels."""

    kind: str
    name_label: str | None


@dataclass(frozen=True, slots=True)
class Promotion:
    """What a forecast must be measured to be worth before it may act.

    Attributes:
        min_evidence: incidents with judged pages (pages within a horizon of the first are one incident).
        precision: share of them that must be true, 0..1.
        lead: median lead time.
    """

    min_evidence: int
    precision: float
    lead: Duration


@dataclass(frozen=True, slots=True)
class Load:
    """What may drive the growth.

    Attributes:
        query: PromQL.
        by: labels that its series are told apart by, all of them by-labels.
    """

    query: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remediation:
    """What the receiver may do, and its bounds.

    Attributes:
        severities: alerts that may act; the others only tell.
        max_step: replicas added at once.
        max_replicas: replicas never exceeded.
        lease: how long a raise lasts without being renewed.
        settle: how long to wait before asking whether it helped.
        on_deadline: with mode approve, hold or act when nobody has answered in time.
        gitops: hold where Argo CD or Flux manage the target, or `ignored`: they leave the raised field alone.
        nodes: `fixed`, or `autoscaled`: added when pods wait for them.
        max_bytes: of a volume or of a container's memory, None where the author named no bound.
        max_step_ratio: size after a step as a multiple of the one before.
        class_cooldowns: storage class → time between two expansions of a volume.
        max_expansions: of one volume within a week.
        url: what the action webhook calls, None where the author named nothing.
        promotion: None where `mode` holds from the beginning.
        load: what may drive the growth, None where the author named nothing.
        then: what to do where this does not apply or does not help, in order.
    """

    action: str
    mode: str
    on_deadline: str
    gitops: str
    nodes: str
    severities: tuple[str, ...]
    target: Target
    max_step: int
    max_replicas: int
    cooldown: Duration
    lease: Duration
    settle: Duration
    max_bytes: int | None
    max_step_ratio: float
    class_cooldowns: tuple[tuple[str, Duration], ...]
    max_expansions: int
    url: str | None
    promotion: Promotion | None
    load: Load | None = None
    then: tuple["Remediation", ...] = ()

    @property
    def rungs(self) -> tuple["Remediation", ...]:
        """The whole ladder, this first."""
        return (self, *self.then)


@dataclass(frozen=True, slots=True)
class Mute:
    """A real alert that silences the forecast where the labels `equal` are the same on both."""

    alert: str
    equal: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """One resource that may run out.

    Attributes:
        by: labels that identify one series, kept from the utilisation to the alert.
        interval: how often utilisation is recorded.
        query_offset: how late the exporters' samples may arrive, None for not at all.
        slow_interval: how often fits on coarse windows are evaluated.
        history: how far back the receiver reads.
        season: the cycle that a seasonal forecast follows, None for the other kinds.
        sawtooth_period: the rhythm in which the author says the series rises and falls, None when it does not.
        example: for the emitted tests, None when nothing could be derived and nothing was given.
        notify: notifier → route.
        muted_by: real alerts that silence this forecast.
        autoscalers: workloads that Kubernetes itself scales on it.
        runbook_url: where people read on.
        dashboard_url: where people look, None when the catalog names no dashboards.
    """

    name: str
    kind: str
    summary: str
    reason: str
    team: str
    by: tuple[str, ...]
    source: Source
    season: Season | None
    sawtooth_period: Duration | None
    example: Example | None
    interval: Duration
    slow_interval: Duration
    query_offset: Duration | None
    history: Duration
    alerts: tuple[Alert, ...]
    confidence: Confidence
    remediation: Remediation
    notify: tuple[tuple[str, str], ...]
    muted_by: tuple[Mute, ...]
    autoscalers: tuple[Autoscaler, ...]
    runbook_url: str
    dashboard_url: str | None

    @property
    def windows(self) -> tuple[Window, ...]:
        """Every window of every alert once, shortest first."""
        return tuple(sorted({w for alert in self.alerts for w in alert.windows}, key=lambda w: w.length))

    @property
    def farthest(self) -> Duration:
        """The longest horizon of its alerts."""
        return max(alert.horizon for alert in self.alerts)

    def required_ahead(self, window: Window) -> int:
        """Samples of an earlier period's coming stretch below which a seasonal forecast does not believe it."""
        return ceil(conventions.COVERAGE_RATIO * (self.farthest.ms // window.resolution.ms))

    @property
    def watched(self) -> Alert:
        """The alert with the shortest windows: the first that could be computed, so the one whose blindness counts."""
        return min(self.alerts, key=lambda alert: max((window.length.ms for window in alert.windows), default=0))


@dataclass(frozen=True, slots=True)
class Catalog:
    """One catalog file.

    Attributes:
        stem: the file's name without its ending; outputs are named after it.
        filename: the file's name.
        budgets: None where the file names none; at most one file of a run does.
    """

    stem: str
    filename: str
    forecasts: tuple[Forecast, ...]
    budgets: Budgets | None = None
    maintenance: tuple[MaintenanceWindow, ...] = ()

"""The policy file (contract 3): written by `rulegen generate`, trusted by the receiver.

Everything that an action needs comes from here; the alert only selects an entry. Unknown keys are refused, so that a newer
policy is never half-understood.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

import yaml
from pydantic import AfterValidator, Field, ValidationError, model_validator

from receiver import conventions
from receiver.domain.mode import Mode
from receiver.errors import ConfigError
from receiver.policy.budget import Budgets
from receiver.policy.maintenance import MaintenanceWindow
from receiver.policy.promotion import PromotionRule
from receiver.policy.strict import Strict

POD_LABEL = "pod"
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Probability = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
LabelName = Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _safe_url(url: str) -> str:
    """What is sent there is signed, but says what runs out: it goes over TLS, or does not leave the machine."""
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.fragment:
        raise ValueError("not a URL like https://host/path, without user and fragment")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("https is needed, except on the loopback interface")
    return url


class AlertPolicy(Strict):
    """One speed of a forecast; `severity` is what the alert's label says."""

    severity: str
    windows_s: tuple[Seconds, ...]
    horizon_s: Seconds
    for_s: Annotated[float, Field(ge=0)]
    keep_firing_s: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    floor: Probability = 0.0

    @property
    def shortest_window_s(self) -> float:
        """The fit that sees news first; a countdown has no windows and knows at once."""
        return min(self.windows_s, default=0.0)

    @property
    def longest_window_s(self) -> float:
        """The fit that remembers longest; the horizon where there is none."""
        return max(self.windows_s, default=self.horizon_s)


class Confidence(Strict):
    """Probabilities of crossing within the horizon from which to act and from which to believe the forecast at all."""

    act: Probability
    notify: Probability


class TargetRule(Strict):
    """How the target follows from the by-labels: the pod's owner, or a kind whose name stands in a label."""

    kind: str
    name_label: LabelName | None = None

    @model_validator(mode="after")
    def _named_unless_owner(self) -> Self:
        if (self.kind == "owner") == (self.name_label is not None):
            raise ValueError("either {kind: owner} or a kind together with name_label")
        return self


class LoadRule(Strict):
    """How the series of what may drive the growth follows from the by-labels: by these of them."""

    by: Annotated[tuple[LabelName, ...], Field(min_length=1)]


class RemediationPolicy(Strict):
    """What may be done, and its bounds.

    Attributes:
        promotion: with it, `mode` is not where the forecast begins but as far as it gets by what it is measured to be worth.
        max_step: replicas added at once.
        max_bytes: bytes never exceeded, of a volume or of a container's memory; without it neither is made larger.
        max_step_ratio: size after a step as a multiple of the one before it.
        class_cooldowns_s: time between two expansions of a volume, by its storage class.
        max_expansions: of one volume within a week, before a person decides.
        url: what the action `webhook` calls.
        load: what may drive the growth; `scale` is for growth that follows it, None where nothing is named.
        then: what may be done where this does not apply or does not help, in order; each action at most once.
    """

    action: Literal["scale", "restart", "expand-volume", "resize-memory", "webhook", "none"]
    mode: Literal["dry-run", "approve", "auto"]
    on_deadline: Literal["hold", "act"] = "hold"
    gitops: Literal["hold", "ignored"] = "hold"
    nodes: Literal["fixed", "autoscaled"] = "fixed"
    severities: tuple[str, ...]
    target: TargetRule
    max_step: Annotated[int, Field(ge=1)]
    max_replicas: Annotated[int, Field(ge=1)]
    cooldown_s: Seconds
    lease_s: Seconds
    settle_s: Seconds
    max_bytes: Annotated[int, Field(ge=1)] | None = None
    max_step_ratio: Annotated[float, Field(gt=1, allow_inf_nan=False)] = 2.0
    class_cooldowns_s: dict[str, Seconds] = Field(default_factory=dict)
    max_expansions: Annotated[int, Field(ge=1)] = 3
    url: Annotated[str, AfterValidator(_safe_url)] | None = None
    load: LoadRule | None = None
    then: tuple["RemediationPolicy", ...] = ()
    promotion: PromotionRule | None = None

    @model_validator(mode="after")
    def _each_action_once(self) -> Self:
        actions = [rung.action for rung in self.rungs]
        if len(set(actions)) < len(actions) or any(rung.then for rung in self.then):
            raise ValueError("then: every action at most once, and no `then` within it")
        if any(rung.promotion for rung in self.then):
            raise ValueError("promotion is for the whole ladder; it stands beside `then`, not within it")
        return self

    @property
    def ceiling(self) -> Mode:
        """As far as a forecast may get: the mode of the rung that is trusted most."""
        return max((Mode(rung.mode) for rung in self.rungs), key=lambda mode: mode.rank)

    @property
    def acting(self) -> tuple[str, ...]:
        """Severities whose alerts may act, on whatever rung."""
        return tuple(sorted({severity for rung in self.rungs for severity in rung.severities}))

    @property
    def rungs(self) -> tuple["RemediationPolicy", ...]:
        """The whole ladder, this first."""
        return (self, *self.then)


class WindowRule(Strict):
    """One fit of the generated rules; a coarse one reads averages over `resolution_s`, and needs `required` samples."""

    length_s: Seconds
    resolution_s: Seconds
    coarse: bool
    required: Annotated[int, Field(ge=0)]


class SeasonRule(Strict):
    """How a seasonal forecast compares with earlier periods, and into how many slots it cuts the time ahead."""

    drift_s: Seconds
    slots: Annotated[int, Field(ge=1)]


class GeneratedRules(Strict):
    """What Prometheus was told to evaluate, for `receiver backtest` to evaluate it over the past.

    Attributes:
        utilization: PromQL of the recording rule `forecast:utilization:ratio`.
        slow_interval_s: how often fits on coarse windows are evaluated.
        size: PromQL of what utilisation is a share of, in bytes, by the by-labels; where an action makes it larger.
        load: PromQL of the recording rule `forecast:load:value`, where an action names one.
    """

    utilization: Annotated[str, Field(min_length=1)]
    slow_interval_s: Seconds
    windows: tuple[WindowRule, ...]
    season: SeasonRule | None = None
    size: Annotated[str, Field(min_length=1)] | None = None
    load: Annotated[str, Field(min_length=1)] | None = None


class ForecastPolicy(Strict):
    """One entry of the catalog, as far as the receiver needs it."""

    kind: str
    summary: str
    by: tuple[LabelName, ...]
    interval_s: Seconds
    history_s: Seconds
    alerts: tuple[AlertPolicy, ...]
    rules: GeneratedRules | None = None
    confidence: Confidence
    remediation: RemediationPolicy | None = None
    notify: dict[str, str] = Field(default_factory=dict)

    def alert_for(self, severity: str) -> AlertPolicy | None:
        """Return the alert with this severity label, None when the policy knows none."""
        return next((alert for alert in self.alerts if alert.severity == severity), None)

    @property
    def counts_down(self) -> bool:
        """Whether its end is known, so that nothing about it is forecast."""
        return self.kind == "countdown"

    @property
    def countdown_span_s(self) -> float | None:
        """How long before its end a countdown's utilisation is 0 by the generated rules; None for what is forecast."""
        return max(alert.horizon_s for alert in self.alerts) if self.counts_down else None

    @property
    def of_one_pod(self) -> bool:
        """Whether its series are of single pods, which more pods do not dilute."""
        return POD_LABEL in self.by

    def rung(self, action: str) -> RemediationPolicy | None:
        """Return what the policy says about one of the entry's actions, None when it does not name it."""
        rungs = self.remediation.rungs if self.remediation else ()
        return next((rung for rung in rungs if rung.action == action), None)

    def selector(self, name: str, labels: Mapping[str, str]) -> dict[str, str] | None:
        """Return the label values that identify the series of an alert with these labels, None when a by-label is missing."""
        if any(label not in labels for label in self.by):
            return None
        return {conventions.LABEL_FORECAST: name, **{label: labels[label] for label in self.by}}


class Policy(Strict):
    """The whole file."""

    version: Literal["policy/v1"]
    catalog_hash: str
    budgets: Budgets = Budgets()
    maintenance: tuple[MaintenanceWindow, ...] = ()
    forecasts: dict[str, ForecastPolicy]


def load(path: Path) -> Policy:
    """Read and check a policy file.

    Raises:
        ConfigError: unreadable, not YAML, or not a policy; names the place and what is wrong there.
    """
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)  # nine times as fast
    except FileNotFoundError as error:
        raise ConfigError(f"policy file {path}: there is no such file; `rulegen generate` writes it") from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"policy file {path}: {error}") from error
    try:
        return Policy.model_validate(document)
    except ValidationError as error:
        problems = "\n".join(
            f"  {'.'.join(map(str, problem['loc'])) or 'document'}: {problem['msg']}"
            for problem in error.errors(include_url=False)
        )
        hint = "generate it with the rulegen of the same version"
        raise ConfigError(f"policy file {path} is not usable ({hint}):\n{problems}") from error

"""A workload that an autoscaler of Kubernetes scales on a forecast, without the receiver."""

from dataclasses import dataclass

from rulegen.durations import Duration


@dataclass(frozen=True, slots=True)
class Workload:
    """What is scaled."""

    kind: str
    namespace: str
    name: str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far and how fast. A workload has one autoscaler, so every forecast that scales it must name the same.

    Attributes:
        via: `hpa` or `keda`.
        max_step: replicas added within one cooldown.
        cooldown: over which `max_step` counts, and in which one replica is taken away.
    """

    via: str
    min_replicas: int
    max_replicas: int
    max_step: int
    cooldown: Duration


@dataclass(frozen=True, slots=True)
class Autoscaler:
    """One forecast's part in scaling one workload.

    Attributes:
        at: predicted utilisation that the autoscaler aims at, above 0 and below 1.
        severity: the alert whose windows and horizon predict.
        match: label → regular expression that its values match; which series are the workload's.
    """

    workload: Workload
    bounds: Bounds
    at: float
    severity: str
    match: tuple[tuple[str, str], ...]

    def metric(self, forecast: str) -> str:
        """Name of the external metric that the autoscaler follows; unique in a run, which the loader sees to."""
        workload = self.workload
        parts = ("forecast", forecast, self.severity, workload.namespace, workload.kind.lower(), workload.name)
        return "_".join(part.replace("-", "_").replace(".", "_") for part in parts)

"""What one forecast changes in words, for `rulegen explain` and for runbooks: what, on what, within which bounds."""

from rulegen.model.autoscaler import Autoscaler
from rulegen.model.forecast import Forecast, Remediation

_UNITS = ("", "Ki", "Mi", "Gi", "Ti", "Pi")


def rungs(forecast: Forecast) -> list[str]:
    """One line per action, in the order in which they are asked about."""
    return [_rung(rung, forecast) for rung in forecast.remediation.rungs if rung.action != "none"]


def autoscalers(forecast: Forecast) -> list[str]:
    """One line per workload that Kubernetes scales on it, whatever the receiver does."""
    return [_autoscaler(scaler) for scaler in forecast.autoscalers]


def _autoscaler(scaler: Autoscaler) -> str:
    workload, bounds = scaler.workload, scaler.bounds
    return (
        f"{workload.kind} {workload.namespace}/{workload.name} is scaled by its own autoscaler ({bounds.via}),"
        f" without the receiver: from {bounds.min_replicas} to {bounds.max_replicas} replicas,"
        f" so that the predicted utilisation is {scaler.at:g}"
    )


def _rung(remediation: Remediation, forecast: Forecast) -> str:
    return (
        f"{remediation.action} ({remediation.mode}) {_target(remediation)} for {', '.join(remediation.severities)}"
        f" at a probability of {forecast.confidence.act:g}; {_bounds(remediation)}; verified after {remediation.settle},"
        f" then {remediation.cooldown} of rest"
    )


def _target(remediation: Remediation) -> str:
    if remediation.action == "webhook":
        return f"to {remediation.url or 'a URL that is still to be named'}"
    target = remediation.target
    return "on the pod's owner" if target.kind == "owner" else f"on the {target.kind} in the label {target.name_label}"


def _bounds(remediation: Remediation) -> str:
    if remediation.action in ("expand-volume", "resize-memory"):
        most = "no bound yet" if remediation.max_bytes is None else f"{_size(remediation.max_bytes)} in all"
        return f"at most {remediation.max_step_ratio:g} times the size at once and {most}; it is not taken back"
    if remediation.action != "scale":
        return "it is not taken back"
    return (
        f"at most {remediation.max_step} at once and {remediation.max_replicas} in all, on loan for {remediation.lease}"
    )


def _size(amount: int) -> str:
    """As the catalog's author would write it: exact, in the largest unit that divides it."""
    power = max(power for power in range(len(_UNITS)) if amount % 1024**power == 0)
    return f"{amount // 1024**power}{_UNITS[power]}" if power else f"{amount} bytes"

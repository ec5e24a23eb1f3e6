"""What a catalog costs a server, estimated or measured, and what a running server says about its metrics."""

from collections.abc import Mapping
from dataclasses import dataclass

from rulegen.generate.prometheus import Prometheus
from rulegen.model.cost import GroupCost
from rulegen.model.forecast import Forecast
from rulegen.rules.cost import exporter_reads, group_costs, longest_read
from rulegen.rules.groups import groups

_NOT_GAUGES = frozenset({"histogram", "summary"})


@dataclass(frozen=True, slots=True)
class CostReport:
    """Costs of all groups, and objections from the server's data."""

    groups: list[GroupCost]
    objections: list[str]

    @property
    def samples_per_s(self) -> float:
        """Of everything together."""
        return sum(group.samples_per_s for group in self.groups)


def estimate(forecasts: list[Forecast], series: int, scrape_s: float) -> CostReport:
    """Costs if every forecast had this many series."""
    costs = [
        cost for forecast in forecasts for cost in group_costs(forecast, groups(forecast, ""), series, {}, scrape_s)
    ]
    return CostReport(costs, [])


def measure(forecasts: list[Forecast], server: Prometheus, scrape_s: float) -> CostReport:
    """Costs with the series that a server has now.

    Raises:
        UnreachableError: the server does not answer.
    """
    costs: list[GroupCost] = []
    objections: list[str] = []
    for forecast in forecasts:
        built = groups(forecast, "")
        raw = {read.selector: server.value(f"count({read.selector})") for read in exporter_reads(built)}
        identities = server.value(f"count({built[0].rules[0].expr})")
        costs.extend(group_costs(forecast, built, identities, raw, scrape_s))
        objections.extend(_objections(forecast, raw, server))
    return CostReport(costs, objections)


def _objections(forecast: Forecast, raw: Mapping[str, float], server: Prometheus) -> list[str]:
    found = []
    for selector, count in raw.items():
        metric = selector.split("{")[0]
        if count == 0:
            found.append(f"{forecast.name}: {selector} selects nothing on this server")
        elif (kind := server.type_of(metric)) in _NOT_GAUGES:
            found.append(f"{forecast.name}: {metric} is a {kind}, not a gauge")
    retention, needed = server.retention(), longest_read(forecast)
    if retention is not None and retention < needed:
        found.append(f"{forecast.name}: reads {needed} back, the server keeps {retention}")
    return found

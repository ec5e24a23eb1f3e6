"""Samples that the rules of a forecast load: series x window / resolution x reads."""

from collections.abc import Callable, Mapping

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.cost import GroupCost
from rulegen.model.forecast import Forecast
from rulegen.model.rule import Group
from rulegen.promql.samples import Read, reads


def group_costs(
    forecast: Forecast, groups: list[Group], series: float, raw: Mapping[str, float], scrape_s: float
) -> list[GroupCost]:
    """Cost of every group of a forecast.

    Args:
        series: identities that the forecast has.
        raw: selector of an exporter's metric → number of its series; what is missing counts as `series`.
        scrape_s: seconds between the exporters' samples.
    """
    resolution = _resolutions(forecast, scrape_s)
    costs = []
    for group in groups:
        found = [read for rule in group.rules for read in reads(rule.expr, resolution)]
        samples = sum(read.samples * raw.get(read.selector, series * read.windows) for read in found)
        costs.append(GroupCost(forecast.name, group.name, series, samples, group.interval.seconds))
    return costs


def exporter_reads(groups: list[Group]) -> list[Read]:
    """Selectors of the exporters' metrics, each once."""
    every = [read for group in groups for rule in group.rules for read in reads(rule.expr, lambda _: 1.0)]
    return list({read.selector: read for read in every if not read.metric.startswith("forecast:")}.values())


def longest_read(forecast: Forecast) -> Duration:
    """How far back the rules look, which the server's retention must cover: a window, and a horizon for the past error."""
    window = max((window.length.ms for window in forecast.windows), default=0)
    return Duration(max(window + max(alert.horizon.ms for alert in forecast.alerts), 1))


def _resolutions(forecast: Forecast, scrape_s: float) -> Callable[[str], float]:
    known = {
        conventions.SERIES_UTILIZATION: forecast.interval.seconds,
        conventions.SERIES_RESET: float("inf"),
        **{window.source: window.resolution.seconds for window in forecast.windows},
    }
    return lambda metric: known.get(metric, scrape_s)

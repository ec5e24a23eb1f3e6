"""What all dashboards are made of: a choice of the datasource, panels of a few kinds, links to each other.

The datasource is a variable, so that a dashboard loads wherever there is a Prometheus, whatever it is called there.
"""

from string import ascii_uppercase
from typing import Any, TypeVar

from grafana_foundation_sdk.builders import bargauge, stat, table, timeseries
from grafana_foundation_sdk.builders.dashboard import (
    Dashboard,
    DashboardLink,
    DatasourceVariable,
    QueryVariable,
    ThresholdsConfig,
)
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    DataTransformerConfig,
    Threshold,
    ThresholdsMode,
    ValueMap,
    ValueMappingResult,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from rulegen import conventions

WIDE, HALF, THIRD, QUARTER = 24, 12, 8, 6
_SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
_HEIGHT, _LOW = 9, 5

Query = tuple[str, str]
"""PromQL, and what the legend calls its series (`{{label}}` stands for a label)."""

Steps = tuple[tuple[float | None, str], ...]
"""Colours, each with the value that it begins at; None = from the bottom. Grafana's own are red from 80 on, and 0 is green."""

NEUTRAL: Steps = ((None, "blue"),)
NONE_IS_GOOD: Steps = ((None, "green"), (1.0, "red"))
NONE_IS_BAD: Steps = ((None, "red"), (1.0, "green"))

Panel = timeseries.Panel | stat.Panel | table.Panel | bargauge.Panel
P = TypeVar("P", timeseries.Panel, stat.Panel, table.Panel, bargauge.Panel)


def graph(title: str, meaning: str, unit: str, span: int, *queries: Query) -> timeseries.Panel:
    """Lines over time."""
    return _with_queries(_framed(timeseries.Panel(), title, meaning, unit, span, _HEIGHT), queries)


def number(
    title: str, meaning: str, unit: str, *queries: Query, steps: Steps = NEUTRAL, words: dict[str, str] | None = None
) -> stat.Panel:
    """What it is now, in large digits.

    Args:
        words: what is shown instead of a value; `""` instead of none.
    """
    panel = _framed(stat.Panel(), title, meaning, unit, QUARTER, _LOW).thresholds(thresholds(steps))
    words = dict(words or {})
    panel = panel.no_value(words.pop("", "no data"))
    if words:
        panel = panel.mappings([ValueMap({value: ValueMappingResult(text=text) for value, text in words.items()})])
    return _with_queries(panel, queries, now=True)


def acting() -> stat.Panel:
    """Whether it may act at all."""
    words = {"0": "off: kill switch", "1": "on", "": "unknown"}
    return number(
        "Acting",
        "Off while the kill switch is on",
        "short",
        ("max(receiver_acting)", ""),
        steps=NONE_IS_BAD,
        words=words,
    )


def bars(title: str, meaning: str, unit: str, span: int, *queries: Query, steps: Steps = NEUTRAL) -> bargauge.Panel:
    """What it is now, one bar for each series."""
    panel = _framed(bargauge.Panel(), title, meaning, unit, span, _HEIGHT).thresholds(thresholds(steps))
    return _with_queries(panel, queries, now=True)


def rows(title: str, meaning: str, unit: str, span: int, expr: str, value: str = "") -> table.Panel:
    """What it is now, one row for each series with its labels.

    Args:
        value: what the column of the value is called, which comes first then; "" = it says nothing and is left out.
    """
    panel = _framed(table.Panel(), title, meaning, unit, span, _HEIGHT)
    hidden = ["Time", "__name__", "alertstate", *([] if value else ["Value"])]
    columns = {
        "excludeByName": dict.fromkeys(hidden, True),
        "renameByName": {"Value": value} if value else {},
        "indexByName": {
            name: place for place, name in enumerate(("Value", "alertname", "forecast", "namespace", "pod"))
        },
    }
    panel = panel.with_transformation(DataTransformerConfig("organize", options=columns))
    return panel.with_target(Dataquery().expr(expr).ref_id("A").instant().format(PromQueryFormat.TABLE))


def thresholds(steps: Steps) -> ThresholdsConfig:
    """The colours as Grafana wants them."""
    return ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps([Threshold(value, color) for value, color in steps])


def dashboard(title: str, uid: str, tags: list[str], since: str = "now-24h") -> Dashboard:
    """An empty one, with the choice of the datasource and links to the others."""
    others = DashboardLink("Forecasts").type(DashboardLinkType.DASHBOARDS).tags([conventions.DASHBOARD_TAG])
    return (
        Dashboard(title)
        .uid(uid)
        .tags([conventions.DASHBOARD_TAG, *tags])
        .refresh("1m")
        .time(since, "now")
        .link(others.as_dropdown(True).keep_time(True))
        .with_variable(DatasourceVariable("datasource").type("prometheus"))
    )


def choice(label: str, series: str) -> QueryVariable:
    """A variable with the values of a label, several of which can be chosen."""
    query = f"label_values({series}, {label})"
    return QueryVariable(label).datasource(_SOURCE).query(query).multi(True).include_all(True)


def encoded(builder: Dashboard) -> str:
    """The dashboard as JSON, the same for the same input."""
    return JSONEncoder(sort_keys=True, indent=2).encode(builder.build()) + "\n"


def _framed(panel: P, title: str, meaning: str, unit: str, span: int, height: int) -> P:
    framed: Any = panel.title(title).description(meaning).unit(unit).span(span).height(height).datasource(_SOURCE)
    made: P = framed
    return made


def _with_queries(panel: P, queries: tuple[Query, ...], *, now: bool = False) -> P:
    for letter, (expr, legend) in zip(ascii_uppercase, queries, strict=False):
        query = Dataquery().expr(expr).legend_format(legend).ref_id(letter)
        panel.with_target(query.instant() if now else query)
    return panel

"""One Grafana dashboard per forecast, built with Grafana's own typed library.

Every panel reads the normalised series, so that no dashboard needs to know an exporter.
"""

from grafana_foundation_sdk.builders.dashboard import Dashboard, DatasourceVariable, QueryVariable
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.timeseries import Panel
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

from rulegen import conventions
from rulegen.model.forecast import Forecast

_SOURCE = DataSourceRef(type_val="prometheus", uid="${datasource}")
_WIDE, _HALF = 24, 12


def dashboard(forecast: Forecast, uid: str) -> str:
    """The dashboard as JSON; `uid` is what the alerts' `dashboard_url` points at."""
    series = _series(forecast)
    used = _panel("Utilisation", "0 is empty, 1 is exhausted", "percentunit", _WIDE).min(0).max(1.1)
    used = used.with_target(_query(f"{conventions.SERIES_UTILIZATION}{series}", forecast, "used"))
    builder = (
        Dashboard(f"Forecast: {forecast.summary}")
        .uid(uid)
        .tags([conventions.DASHBOARD_TAG, "forecast", forecast.team])
        .refresh("1m")
        .time("now-24h", "now")
        .with_variable(DatasourceVariable("datasource").type("prometheus"))
    )
    for label in forecast.by:
        builder = builder.with_variable(_variable(forecast, label))
    builder = builder.with_panel(used).with_panel(_eta(forecast, series))
    if forecast.windows:
        builder = builder.with_panel(_error(forecast, series))
    return JSONEncoder(sort_keys=True, indent=2).encode(builder.build()) + "\n"


def _eta(forecast: Forecast, series: str) -> Panel:
    panel = _panel(
        "Time to exhaustion", "What each window says; the alert needs all of them below its horizon", "s", _HALF
    )
    panel = panel.with_target(_query(f"{conventions.SERIES_ETA}{series}", forecast, "{{window}}"))
    for alert in forecast.alerts:
        panel = panel.with_target(
            Dataquery().expr(f"vector({alert.horizon.seconds})").legend_format(f"{alert.severity} horizon")
        )
    return panel


def _error(forecast: Forecast, series: str) -> Panel:
    meaning = "Utilisation minus what was forecast one horizon ago: above 0 the forecast was too hopeful"
    query = _query(f"{conventions.SERIES_ERROR}{series}", forecast, "{{window}}")
    return _panel("Past error", meaning, "percentunit", _HALF).with_target(query)


def _panel(title: str, meaning: str, unit: str, span: int) -> Panel:
    return Panel().title(title).description(meaning).unit(unit).span(span).height(9).datasource(_SOURCE)


def _query(expr: str, forecast: Forecast, suffix: str) -> Dataquery:
    identity = "/".join(f"{{{{{label}}}}}" for label in forecast.by)
    return Dataquery().expr(expr).legend_format(f"{identity} {suffix}")


def _variable(forecast: Forecast, label: str) -> QueryVariable:
    query = f'label_values({conventions.SERIES_UTILIZATION}{{{conventions.LABEL_FORECAST}="{forecast.name}"}}, {label})'
    return QueryVariable(label).datasource(_SOURCE).query(query).multi(True).include_all(True)


def _series(forecast: Forecast) -> str:
    labels = "".join(f', {label}=~"${{{label}:regex}}"' for label in forecast.by)
    return f'{{{conventions.LABEL_FORECAST}="{forecast.name}"{labels}}}'

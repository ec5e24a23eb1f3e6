"""The promtool test files of one forecast, one per step.

promtool evaluates every rule group of a file at one interval, whatever the groups say, so tests with different
steps need files of their own.
"""

from typing import Any

from rulegen import conventions
from rulegen.durations import Duration
from rulegen.model.forecast import Alert, Forecast
from rulegen.outputs.promtests.case import LEAK, Case, Moment
from rulegen.outputs.promtests.countdown import countdown_case
from rulegen.outputs.promtests.normalisation import normalisation_test
from rulegen.outputs.promtests.seasonal import seasonal_case
from rulegen.outputs.promtests.trend import trend_case
from rulegen.outputs.yamlfile import dump


def test_files(forecast: Forecast, rule_file: str, order: list[str], source: str) -> dict[str, str]:
    """Two kinds of tests: exporters' series to utilisation, utilisation to alerts.

    Args:
        forecast: in uncompressed time.
        rule_file: path of the rules relative to the test files.
        order: groups of the rule file that hold the forecast's rules, in the order in which they read each other; promtool
            evaluates groups in a random order otherwise.
        source: name of the catalog file.

    Returns:
        Step → test file, the shortest step first.
    """
    tests: dict[Duration, list[dict[str, Any]]] = {}
    if forecast.example is not None:
        tests.setdefault(forecast.interval, []).append(normalisation_test(forecast, forecast.example))
    for alert in forecast.alerts:
        case = case_of(forecast, alert)
        tests.setdefault(Duration(round(case.step_s * 1000)), []).append(_alert_test(forecast, alert, case))
    return {
        str(step): dump(
            {
                "rule_files": [rule_file],
                "evaluation_interval": str(step),
                "group_eval_order": order,
                "tests": tests[step],
            },
            source,
        )
        for step in sorted(tests)
    }


def case_of(forecast: Forecast, alert: Alert) -> Case:
    """The shapes that fit the kind of forecast."""
    if forecast.season is not None:
        return seasonal_case(forecast.season, alert)
    return trend_case(alert) if alert.windows else countdown_case(forecast, alert)


def _alert_test(forecast: Forecast, alert: Alert, case: Case) -> dict[str, Any]:
    label = forecast.by[0]
    others = "".join(f',{other}="x"' for other in forecast.by[1:])
    prefix = f'{conventions.SERIES_UTILIZATION}{{{conventions.LABEL_FORECAST}="{forecast.name}",{label}='
    selector = (
        f'ALERTS{{alertname="{conventions.alert_name(forecast.name)}",alertstate="firing",severity="{alert.severity}"}}'
    )
    questions = [_question(moment, selector, label) for moment in case.moments]
    ever = f"count_over_time({selector}[{_duration(case.end_s - case.warm_s)}]) > bool 0"
    questions.append(_question(Moment(case.end_s, case.ever), ever, label))
    if alert is forecast.watched:
        seen = "|".join(sorted(case.blind.firing | {LEAK}))
        blind = f'ALERTS{{alertname="{conventions.ALERT_BLIND}",{conventions.LABEL_BLIND}="{forecast.name}",{label}=~"{seen}"}}'
        questions.append(_question(case.blind, blind, label))
    return {
        "name": f"{forecast.name}: {alert.severity} tells of the leak and of nothing else",
        "interval": _duration(case.step_s),
        "input_series": [
            {"series": f'{prefix}"{shape}"{others}}}', "values": values} for shape, values in case.shapes.items()
        ],
        "promql_expr_test": questions,
    }


def _question(moment: Moment, selector: str, label: str) -> dict[str, Any]:
    expected = [{"labels": f'{{{label}="{shape}"}}', "value": 1} for shape in sorted(moment.firing)]
    return {"expr": f"count by ({label}) ({selector})", "eval_time": _duration(moment.at_s), "exp_samples": expected}


def _duration(seconds: float) -> str:
    return str(Duration(round(seconds * 1000)))

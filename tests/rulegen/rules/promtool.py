"""Runs generated rules in promtool: given input series, which alerts does the catalog entry raise, and when?"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml


@dataclass(frozen=True)
class Alerting:
    """A question to promtool: is the alert firing at this time?"""

    at: str
    severity: str
    firing: bool


def ask(promtool: Path, rules: Path, step: str, series: dict[str, str], questions: list[Alerting]) -> str:
    """Ask promtool.

    Args:
        step: distance of the samples and of the evaluations.
        series: selector → values in promtool's notation.

    Returns:
        Empty when every answer is as expected, else promtool's words.
    """
    test = {
        "rule_files": [str(rules)],
        "evaluation_interval": step,
        "tests": [
            {
                "interval": step,
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "promql_expr_test": [_question(question) for question in questions],
            }
        ],
    }
    file = rules.with_suffix(".test.yaml")
    file.write_text(yaml.safe_dump(test))
    done = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, timeout=60, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def _question(question: Alerting) -> dict[str, object]:
    expected = [{"labels": "{}", "value": 1}] if question.firing else []
    return {
        "expr": f'count(ALERTS{{alertstate="firing", severity="{question.severity}"}})',
        "eval_time": question.at,
        "exp_samples": expected,
    }

"""Runs generated rules in promtool: given input series, which alerts does the catalog entry raise, and when?"""

import re
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
    return _run(promtool, rules, step, series, [_question(question) for question in questions])


def value(promtool: Path, rules: Path, step: str, series: dict[str, str], query: str, at: str) -> float | None:
    """Ask promtool for a number: it is told to expect none, and says what it got instead.

    Args: as for `ask`.

    Returns:
        The only sample of the answer, None when there is none.
    """
    said = _run(promtool, rules, step, series, [{"expr": query, "eval_time": at, "exp_samples": []}])
    if not said:
        return None
    found = re.search(r"got: *(?:\{\} )?(\S+)", said)
    assert found is not None, said
    return float(found[1].strip('"'))


def _run(promtool: Path, rules: Path, step: str, series: dict[str, str], questions: list[dict[str, object]]) -> str:
    test = {
        "rule_files": [str(rules)],
        "evaluation_interval": step,
        "tests": [
            {
                "interval": step,
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "promql_expr_test": questions,
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

"""The query is judged by Prometheus itself: promtool of each generation evaluates it on series written down by hand."""

import subprocess
from pathlib import Path

import pytest
import yaml

from receiver.clients.limits import Limits, at_limit
from receiver.domain.series import LabelledSeries
from tests.rulegen.conftest import NO_ENGINES, promtools

UTILIZATION = 'forecast:utilization:ratio{forecast="memory", pod="web-1"}'
RESET = 'forecast:reset:ratio{forecast="memory", pod="web-1"}'


class _History:
    def __init__(self) -> None:
        self.asked: list[tuple[str, float, float, float]] = []

    def ranges(self, query: str, start_s: float, end_s: float, step_s: float) -> list[LabelledSeries]:
        self.asked.append((query, start_s, end_s, step_s))
        return []

    def value(self, query: str, at_s: float) -> float | None:
        raise AssertionError(f"nobody asks for one number: {query} at {at_s}")


def test_every_server_is_asked_about_the_forecast_by_its_escaped_name() -> None:
    servers = [_History(), _History()]
    assert Limits(servers).reached('a"b', 0.0, 900.0, 300.0, 30.0) == []
    assert [one.asked for one in servers] == [[(at_limit('a"b', 300.0, 30.0), 0.0, 900.0, 300.0)]] * 2
    assert r'{forecast="a\"b"}[300s]' in at_limit('a"b', 300.0, 30.0)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("utilization", "reset", "found"),
    [
        ("0.9x14", "_x14", None),
        ("0.9x4 1.02 0.9x9", "_x14", 1.02),
        ("0.9x13 1", "_x14", 1.0),
        ("0.97x11 0.1x3", "_x11 0.1 _x3", 0.97),
        ("0.97x4 0.1x9", "_x5 0.1 _x9", 0.97),
        ("0.94x11 0.1x3", "_x11 0.1 _x3", None),
        ("0.97x14", "_x14", None),
    ],
    ids=["below", "over within", "at the end", "killed", "killed early", "restarted", "near"],
)
def test_at_its_limit_is_who_reached_it_or_was_killed_at_the_edge(
    tmp_path: Path, utilization: str, reset: str, found: float | None
) -> None:
    """Samples every 30 s up to 7 min, and a look at the last five minutes."""
    expected = [] if found is None else [{"labels": '{forecast="memory", pod="web-1"}', "value": found}]
    case = {
        "interval": "30s",
        "input_series": [{"series": UTILIZATION, "values": utilization}, {"series": RESET, "values": reset}],
        "promql_expr_test": [{"expr": at_limit("memory", 300.0, 30.0), "eval_time": "7m", "exp_samples": expected}],
    }
    (tmp_path / "case.yaml").write_text(yaml.safe_dump({"rule_files": [], "tests": [case]}), encoding="utf-8")
    tools = promtools()
    if not tools:
        pytest.skip(NO_ENGINES)
    for tool in tools:
        done = subprocess.run([tool, "test", "rules", tmp_path / "case.yaml"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

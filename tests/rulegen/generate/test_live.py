"""What rulegen says of a running Prometheus agrees with what that Prometheus says of itself."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rulegen.catalog.load import load
from rulegen.cli.main import cli
from rulegen.errors import UnreachableError
from rulegen.generate.cost import measure
from rulegen.generate.prometheus import Prometheus
from rulegen.rules.groups import groups
from tests.rulegen.conftest import ENTRY
from tests.rulegen.engine import Sample, prometheus

pytestmark = pytest.mark.engines
SERIES = 5
END_S = int(time.time()) // 1200 * 1200 - 1200
TEXT = ENTRY.replace(
    "    alerts:\n",
    "    alerts:\n      - { severity: warning, windows: [6h, 24h], horizon: 24h, floor: 0.6, for: 30m }\n",
)


def history() -> Iterator[Sample]:
    """A day of what the exporters and the recording rules would have written."""
    for metric, every_s in (
        ("disk_used_bytes", 30),
        ("disk_size_bytes", 30),
        ("forecast:utilization:ratio", 30),
        ("forecast:utilization:ratio_avg5m", 300),
        ("forecast:utilization:ratio_avg20m", 1200),
    ):
        own = 'forecast="disk-full",' if metric.startswith("forecast:") else ""
        for number in range(SERIES):
            for at_s in range(END_S - 90_000, END_S + 1, every_s):
                yield f'{metric}{{{own}instance="i{number}",device="d"}}', 0.5, at_s


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalog that the server runs."""
    path = tmp_path_factory.mktemp("catalog") / "disks.yaml"
    path.write_text(TEXT)
    return path


@pytest.fixture(scope="module")
def server(catalog: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Prometheus that runs the catalog's rules on a day of history."""
    folder = tmp_path_factory.mktemp("prometheus")
    run("generate", catalog, "--out", folder / "out", "--target", "prometheus")
    with prometheus(folder, folder / "out/prometheus/disks.rules.yaml", history()) as url:
        yield url


def run(*arguments: object) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(cli, [*map(str, arguments)])


def test_the_estimated_samples_are_within_ten_percent_of_the_servers_own(catalog: Path, server: str) -> None:
    (forecast,) = load([catalog]).forecasts
    client = Prometheus(server)
    estimated = {cost.group: cost.samples for cost in measure([forecast], _At(server), 30).groups}
    for group in groups(forecast, ""):
        counted = sum(client.samples(rule.expr, END_S) for rule in group.rules)
        assert estimated[group.name] == pytest.approx(counted, rel=0.1), group.name


class _At(Prometheus):
    """The server as it was when the history ended."""

    def value(self, query: str) -> float:
        result = self._asked("query", {"query": query, "time": str(END_S)}, lambda data: data["result"])
        return float(result[0]["value"][1]) if result else 0.0


def test_metrics_that_are_not_there_are_objected_to(server: str, write_catalog: Callable[..., Path]) -> None:
    result = run("cost", write_catalog(TEXT.replace("disk_used_bytes", "disc_used_bytes")), "--prometheus", server)
    assert result.exit_code == 1
    assert "disk-full: disc_used_bytes{} selects nothing on this server" in result.output


def test_a_retention_that_is_too_short_is_objected_to(server: str, write_catalog: Callable[..., Path]) -> None:
    text = TEXT.replace("[6h, 24h], horizon: 24h", "[6d, 12d], horizon: 4d")
    result = run("cost", write_catalog(text), "--prometheus", server)
    assert "disk-full: reads 16d back, the server keeps 15d" in result.output


def test_what_runs_as_generated_does_not_drift(catalog: Path, server: str) -> None:
    result = run("diff", catalog, "--prometheus", server)
    assert (result.output, result.exit_code) == ("", 0)


def test_every_change_shows_as_drift(server: str, write_catalog: Callable[..., Path]) -> None:
    text = TEXT.replace("floor: 0.5", "floor: 0.55").replace("    alerts:", "    interval: 20s\n    alerts:")
    other = TEXT.split("forecasts:\n")[1].replace("disk-full", "other")
    result = run("diff", write_catalog(text + other), "--prometheus", server)
    assert result.exit_code == 1
    assert "~ group forecast-disk-full: every 30 s instead of 20 s" in result.output
    assert "- group forecast-other is not running" in result.output
    assert ">= 0.55" in result.output


def test_a_group_that_the_catalog_does_not_know_shows_as_drift(server: str, write_catalog: Callable[..., Path]) -> None:
    result = run("diff", write_catalog(TEXT.replace("disk-full", "other")), "--prometheus", server)
    assert "+ group forecast-disk-full runs, but is not in the catalog" in result.output


@pytest.mark.parametrize("command", ["diff", "cost"])
def test_a_server_that_does_not_answer_is_said_so(write_catalog: Callable[..., Path], command: str) -> None:
    result = run(command, write_catalog(), "--prometheus", "http://127.0.0.1:9")
    assert isinstance(result.exception, UnreachableError)

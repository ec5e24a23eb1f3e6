"""A field that the target does not know is an error or a declared downgrade."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rulegen.cli.main import cli
from rulegen.errors import OutputError
from tests.rulegen.conftest import ENTRY

Writer = Callable[..., Path]
KEEP = ENTRY.replace("for: 2m", "for: 2m, keep_firing_for: 10m")
LATE = ENTRY.replace("    alerts:", "    query_offset: 1m\n    alerts:")


def run(catalog: Path, out: Path, version: str) -> Result:
    """Generate for one server version."""
    return CliRunner().invoke(cli, ["generate", str(catalog), "--out", str(out), "--prometheus-version", version])


def test_keep_firing_for_is_written_where_it_is_known(write_catalog: Writer, tmp_path: Path) -> None:
    result = run(write_catalog(KEEP), tmp_path / "out", "2.42")
    assert "keep_firing_for: 10m" in (tmp_path / "out/prometheus/disks.rules.yaml").read_text()
    assert "keep_firing_for is left out" not in result.stderr


def test_keep_firing_for_is_left_out_with_a_note_where_it_is_not(write_catalog: Writer, tmp_path: Path) -> None:
    result = run(write_catalog(KEEP), tmp_path / "out", "2.31")
    assert "keep_firing_for" not in (tmp_path / "out/prometheus/disks.rules.yaml").read_text()
    assert "note: ForecastDiskFull: keep_firing_for is left out for Prometheus 2.31: an alert resolves" in result.stderr


def test_query_offset_is_an_error_where_it_is_not_known(write_catalog: Writer, tmp_path: Path) -> None:
    result = run(write_catalog(LATE), tmp_path / "out", "2.42")
    assert isinstance(result.exception, OutputError)
    assert "query_offset needs Prometheus 2.53, the target is 2.42" in str(result.exception)
    result = run(write_catalog(LATE), tmp_path / "out", "2.53")
    assert result.exit_code == 0
    assert "note: VMRule: query_offset is left out" in result.stderr
    assert "query_offset" not in (tmp_path / "out/victoriametrics/disks.vmrule.yaml").read_text()


@pytest.mark.parametrize("version", ["2", "two", "2.30", "1.8"])
def test_only_versions_that_we_know_of_are_taken(write_catalog: Writer, tmp_path: Path, version: str) -> None:
    assert run(write_catalog(), tmp_path / "out", version).exit_code == 2

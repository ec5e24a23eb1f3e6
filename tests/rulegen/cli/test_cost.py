"""`rulegen cost` estimates, and keeps to a budget."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from rulegen.cli.main import cli
from rulegen.promql.samples import Read, reads


def test_a_range_costs_its_samples_and_an_instant_one() -> None:
    found = reads('deriv(u{a="b"}[1h] offset 5m) and u{a="b"} > 1', lambda metric: 30)
    assert found == [Read("u", 'u{a="b"}', 120, 1), Read("u", 'u{a="b"}', 1, 1)]


def test_a_sparse_series_costs_nothing() -> None:
    assert [read.samples for read in reads("present_over_time(r[1h]) or r", lambda metric: float("inf"))] == [0, 0]


def test_a_regular_expression_on_windows_reads_one_series_per_window() -> None:
    assert [read.windows for read in reads('x{window=~"15m|1h"}', lambda metric: 30)] == [2]


@pytest.mark.parametrize(("budget", "code"), [("1000000", 0), ("1", 1)])
def test_the_budget_decides_the_exit_code(write_catalog: Callable[..., Path], budget: str, code: int) -> None:
    assert CliRunner().invoke(cli, ["cost", str(write_catalog()), "--budget", budget]).exit_code == code


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "in all: 1600.0 samples/s; 48000 samples when every group is evaluated once; no budget given"),
        (("--budget", "2000"), "; within the budget of 2000 samples/s (80 %)"),
        (("--budget", "1000"), "; over the budget of 1000 samples/s (160 %)"),
    ],
)
def test_the_last_line_explains_itself(write_catalog: Callable[..., Path], options: tuple[str, ...], said: str) -> None:
    output = CliRunner().invoke(cli, ["cost", str(write_catalog()), *options]).output
    assert said in output.splitlines()[-1]


def test_cost_grows_with_the_series(write_catalog: Callable[..., Path]) -> None:
    def total(series: int) -> float:
        output = CliRunner().invoke(cli, ["cost", str(write_catalog()), "--series", str(series)]).output
        return float(output.splitlines()[-1].split()[2])

    assert total(1000) == pytest.approx(10 * total(100), rel=0.01)


@pytest.mark.parametrize("option", ["--budget", "--scrape"])
@pytest.mark.parametrize("number", ["nan", "inf", "0", "-1"])
def test_a_bound_that_nothing_could_exceed_is_refused(
    write_catalog: Callable[..., Path], option: str, number: str
) -> None:
    assert CliRunner().invoke(cli, ["cost", str(write_catalog()), option, number]).exit_code == 2

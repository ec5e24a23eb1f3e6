"""`receiver backtest`."""

import json
import os
from pathlib import Path

import click
from rich.console import Console

from receiver import bootstrap
from receiver.backtest import propose as proposal
from receiver.backtest import session, when
from receiver.backtest.beside import Assumed
from receiver.backtest.findings import Findings
from receiver.backtest.quantity import size_bytes
from receiver.backtest.report.document import document
from receiver.backtest.report.page import page
from receiver.backtest.report.table import print_findings
from receiver.backtest.run import workers
from receiver.backtest.session import Asked
from receiver.cli.bars import bars
from receiver.cli.exits import or_exit, stop
from receiver.clock import SystemClock
from receiver.errors import ConfigError
from receiver.plots import canvas
from receiver.policy import model
from receiver.ports import HistorySource

_CATALOG = "rules/catalog"
_PATCH = "catalog.patch"


@click.command()
@click.option(
    "--prometheus", "server", metavar="URL", help="Read history from this server (or Thanos, Mimir, VictoriaMetrics)."
)
@click.option(
    "--prometheus-file",
    "servers_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="For one that wants a token, a tenant or a certificate: the receiver's file of servers; --prometheus names one.",
)
@click.option(
    "--secrets",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Folder with the secrets that it names; here unless given.",
)
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Read history from a CSV file instead."
)
@click.option(
    "--policy", "policy_file", type=click.Path(path_type=Path), required=True, help="policy.yaml written by rulegen."
)
@click.option(
    "--from", "since", default="-30d", show_default=True, help="Begin: -30d, 2026-01-31, seconds since the epoch."
)
@click.option("--to", "until", default="now", show_default=True, help="End, likewise.")
@click.option(
    "--forecast", "names", multiple=True, metavar="NAME", help="Only this forecast; may be given several times."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for report.html, report.json and the cache.",
)
@click.option(
    "--cache", type=click.Path(path_type=Path), metavar="DIR", help="Keep fetched history here instead of in DIR/cache."
)
@click.option(
    "--jobs", type=click.IntRange(min=1), help="Processes; one per core unless given. No number depends on it."
)
@click.option(
    "--replicas",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Replicas to assume where no pods tell.",
)
@click.option("--size", metavar="BYTES", help="Size to assume of a volume or memory limit that has no series: 100Gi.")
@click.option("--plots/--no-plots", default=True, help="Draw pictures (needs matplotlib, extra `plots`).")
@click.option(
    "--propose",
    is_flag=False,
    flag_value=_CATALOG,
    type=click.Path(path_type=Path),
    metavar="[CATALOG]",
    help=f"Write the recommendations as catalog.patch; CATALOG is a file or folder ({_CATALOG} unless given).",
)
def backtest(
    server: str | None,
    servers_file: Path | None,
    secrets: Path,
    csv_file: Path | None,
    policy_file: Path,
    since: str,
    until: str,
    names: tuple[str, ...],
    out: Path,
    cache: Path | None,
    jobs: int | None,
    replicas: int,
    size: str | None,
    plots: bool,
    propose: Path | None,
) -> None:
    """What would the forecasts have done over the last 30 days? Needs no RECEIVER_ settings; changes nothing but DIR.

    Replays the generated rules, the confidence check and the policy over recorded history, and scores them against what
    really ran out. docs/backtest.md explains the report.
    """
    if (server is None) == (csv_file is None):
        stop("give either --prometheus URL or --csv FILE")
    if servers_file is not None and server is None:
        stop("--prometheus-file FILE goes with --prometheus NAME")
    if plots:
        or_exit(canvas.check)
    if propose is not None:
        or_exit(lambda: proposal.files(propose))
    policy = or_exit(lambda: model.load(policy_file))
    assumed = Assumed(replicas, None if size is None else or_exit(lambda: size_bytes(size)))
    asked = Asked(policy, or_exit(lambda: session.chosen(policy, names)), cache or out / "cache", assumed)
    start_s, end_s = or_exit(lambda: _span(since, until))
    console = Console(stderr=True)

    def run() -> Findings:
        with workers(jobs or os.cpu_count() or 1) as pool, bars(console) as progress:
            if csv_file is not None:
                return session.over_csv(csv_file, asked, pool, progress)
            url, source = _history(server or "", servers_file, secrets)
            return session.over_prometheus(source, url, asked, start_s, end_s, pool, progress)

    found = or_exit(run)
    patched = or_exit(lambda: _write(found, out, plots, propose))
    print_findings(found, Console())
    click.echo(f"\nwritten: {out / 'report.html'}, {out / 'report.json'}" + (f", {out / _PATCH}" if patched else ""))
    if propose is not None and not patched:
        click.echo(f"nothing to propose: no {_PATCH}")


def _history(server: str, file: Path | None, secrets: Path) -> tuple[str, HistorySource]:
    return (
        (server, bootstrap.history_source(server))
        if file is None
        else bootstrap.history_of_server(file, server, secrets)
    )


def _span(since: str, until: str) -> tuple[float, float]:
    now_s = SystemClock().now()
    start_s, end_s = when.moment_s(since, now_s), when.moment_s(until, now_s)
    if end_s <= start_s:
        raise ConfigError(f"--from {since} is not before --to {until}")
    return start_s, end_s


def _write(found: Findings, out: Path, plots: bool, catalogs: Path | None) -> bool:
    """Return whether there is a patch; an empty one `git apply` would refuse, and an earlier one was of other findings."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "report.json").write_text(json.dumps(document(found), indent=1) + "\n", encoding="utf-8")
        (out / "report.html").write_text(page(found, plots), encoding="utf-8")
        if catalogs is None:
            return False
        patch = proposal.propose(found, catalogs)
        (out / _PATCH).unlink(missing_ok=True)
        if patch:
            (out / _PATCH).write_text(patch, encoding="utf-8")
        return bool(patch)
    except OSError as error:
        raise ConfigError(f"cannot write to {out}: {error}") from error

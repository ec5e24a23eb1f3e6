"""`receiver assess`."""

import math
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from receiver.backtest import csvfile, when
from receiver.backtest.report import words
from receiver.cli.exits import or_exit
from receiver.domain.picture import ForecastPicture
from receiver.domain.series import Series
from receiver.domain.verdict import Assessment, Verdict
from receiver.errors import ConfigError
from receiver.forecast import AssessConfig
from receiver.forecast import assess as check
from receiver.forecast.clean import Direction
from receiver.forecast.countdown import REMAINING
from receiver.forecast.countdown import countdown as count_down
from receiver.plots import canvas
from receiver.plots.fan import fan


@click.command()
@click.option(
    "--csv",
    "csv_file",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Columns timestamp and value.",
)
@click.option("--limit", type=float, help="The value whose reaching is feared; required unless --countdown.")
@click.option("--countdown", is_flag=True, help="The values are seconds left until a known end, as of a certificate.")
@click.option("--horizon", required=True, metavar="LENGTH", help="How far ahead to look: 45m, 6h.")
@click.option(
    "--direction",
    type=click.Choice(["up", "down"]),
    default="up",
    show_default=True,
    help="Is too much trouble, or too little?",
)
@click.option(
    "--confirm",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    help="Probability from which it is confirmed.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.png",
    help="Draw a picture (needs matplotlib, extra `plots`).",
)
def assess(
    csv_file: Path,
    limit: float | None,
    countdown: bool,
    horizon: str,
    direction: str,
    confirm: float,
    out: Path | None,
) -> None:
    """Ask the confidence check about one series: will it reach the limit within the horizon, and when?"""
    if countdown and (limit is not None or out is not None):
        raise click.UsageError("--countdown has no --limit, and nothing uncertain for --out to draw")
    if out is not None:
        or_exit(canvas.check)
    horizon_s = or_exit(lambda: when.length_s(horizon))
    series = or_exit(lambda: csvfile.read(csv_file))[()]
    if countdown:
        _print(_counted(series, horizon_s), len(series))
        return
    if limit is None:
        raise click.UsageError("Missing option '--limit'.")
    towards: Direction = "down" if direction == "down" else "up"
    config = AssessConfig(confirm_probability=confirm)
    found = check(series.timestamps_s, series.values, limit, horizon_s, direction=towards, config=config)
    _print(found, len(series))
    if out is not None:
        or_exit(lambda: _draw(out, series, found, limit))
        click.echo(f"drawn: {out}")


def _counted(left: Series, horizon_s: float) -> Assessment:
    """What is said at the time of the newest sample."""
    used = Series(left.timestamps_s, 1.0 - left.values / horizon_s)
    now_s = float(left.timestamps_s[-1]) if len(left) else 0.0
    return count_down(used, now_s, horizon_s, horizon_s, stale_s=0.0)


def _print(found: Assessment, samples: int) -> None:
    console = Console()
    console.print(
        f"[bold]{found.verdict.value}[/] ({found.reason}), {samples} samples, horizon {words.span(found.horizon_s)}"
    )
    facts = Table(box=None, show_header=False, pad_edge=False)
    for name, value in _facts(found):
        facts.add_row(name, value)
    console.print(facts)
    gates = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("gate", "passed", "saw"):
        gates.add_column(column)
    for gate in found.gates:
        gates.add_row(gate.name, "yes" if gate.passed else "no", gate.saw)
    console.print(gates)


def _facts(found: Assessment) -> list[tuple[str, str]]:
    if found.verdict is Verdict.INCONCLUSIVE:
        return [("coverage", words.percent(found.coverage_ratio))]
    if found.reason == REMAINING:
        return [("time left", _eta(found.eta_s))]
    etas = [_eta(value) for value in (found.eta_lower_s, found.eta_s, found.eta_upper_s)]
    eta = " – ".join(etas) if math.isfinite(found.eta_lower_s) else etas[0]
    return [
        ("probability", f"{found.probability:.3f}"),
        ("time to the limit, 10 – 50 – 90 %", eta),
        ("level", f"{found.level:.6g}"),
        ("slope per hour", f"{found.slope_per_s * 3600:.6g}"),
        ("noise", f"{found.noise:.6g}"),
        ("coverage", words.percent(found.coverage_ratio)),
    ]


def _eta(seconds: float) -> str:
    return "does not cross" if seconds == float("inf") else words.span(seconds)


def _draw(out: Path, series: Series, found: Assessment, limit: float) -> None:
    if out.suffix.lower() != ".png":
        raise ConfigError(f"--out {out}: the picture is a PNG; name it FILE.png")
    picture = ForecastPicture.of(series, found, limit)
    if picture is None:
        raise ConfigError("there is no sample to draw")
    try:
        out.write_bytes(canvas.png(fan(picture), canvas.SIZE))
    except OSError as error:
        raise ConfigError(f"cannot write {out}: {error}") from error

"""`rulegen cost`."""

import math
import sys
from typing import Any

import click

from rulegen.catalog.load import find, load
from rulegen.generate.cost import estimate, measure
from rulegen.generate.prometheus import Prometheus
from rulegen.outputs.reports.cost import cost_table


class Positive(click.FloatRange):
    """A number that one can compare with: NaN would be within every bound."""

    def __init__(self) -> None:
        super().__init__(min=0, min_open=True)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number."""
        number = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number", param, ctx)
        return number


@click.command()
@click.argument("catalogs", nargs=-1, required=True, metavar="CATALOG...")
@click.option(
    "--series", type=click.IntRange(min=1), default=100, show_default=True, help="Series per forecast to assume."
)
@click.option(
    "--scrape",
    type=Positive(),
    default=30,
    show_default=True,
    help="Seconds between the exporters' samples.",
)
@click.option("--prometheus", metavar="URL", help="Count series on this server, and check its metrics and retention.")
@click.option(
    "--budget",
    type=Positive(),
    help="Samples per second that all forecasts together may load.",
)
def cost(catalogs: tuple[str, ...], series: int, scrape: float, prometheus: str | None, budget: float | None) -> None:
    """Say how many samples the rules of CATALOG files load; exit 1 above the budget or on a server's objection."""
    forecasts = load(find(list(catalogs))).forecasts
    report = measure(forecasts, Prometheus(prometheus), scrape) if prometheus else estimate(forecasts, series, scrape)
    click.echo(cost_table(report.groups, budget), nl=False)
    for objection in report.objections:
        click.echo(objection)
    over = budget is not None and report.samples_per_s > budget
    sys.exit(1 if over or report.objections else 0)

"""`receiver calibration`: what came of the probabilities on record, and how they are corrected therefore."""

from collections.abc import Iterator, Sequence

import click

from receiver import settings
from receiver.cli.exits import or_exit
from receiver.cli.opened import opened
from receiver.domain.prediction import Came, Prediction
from receiver.forecast.recalibrate import Recalibration
from receiver.pipeline.calibration import LEARN_FROM, learned

_TENTHS = 10


@click.command()
@click.option("--forecast", help="Only this forecast.")
def calibration(forecast: str | None) -> None:
    """Show what came of the stated probabilities, and how they are corrected."""
    if or_exit(settings.load_store).recalibration == "off":
        click.echo("recalibration is switched off: what follows is not applied\n")
    with opened() as stores:
        counts = stores.predictions.counts()
        shown = [(key, came) for key, came in counts.items() if forecast in (None, key[0])]
        for (name, severity), came in shown:
            click.echo(f"{name} {severity}: " + ", ".join(f"{came.get(one, 0)} {one.value}" for one in Came))
            settled = stores.predictions.settled(name, severity, LEARN_FROM)
            for line in _table(settled, learned(stores.predictions, name, severity)):
                click.echo(f"  {line}")
    if not shown:
        click.echo("no predictions on record")


def _table(settled: Sequence[Prediction], found: Recalibration) -> Iterator[str]:
    yield f"correction: {found.reason} ({found.outcomes:g} outcomes by weight)"
    if not settled:
        return
    yield "stated    outcomes  crossed  corrected"
    for tenth in range(_TENTHS):
        inside = [one for one in settled if min(int(one.raw_probability * _TENTHS), _TENTHS - 1) == tenth]
        if not inside:
            continue
        weight = sum(one.weight for one in inside)
        stated = sum(one.weight * one.raw_probability for one in inside) / weight
        crossed = sum(one.weight for one in inside if one.came is Came.CROSSED) / weight
        low, high = tenth / _TENTHS, (tenth + 1) / _TENTHS
        yield f"{low:.1f}-{high:.1f}  {len(inside):9d} {crossed:8.0%} {stated:6.3f} → {found.apply(stated):.3f}"

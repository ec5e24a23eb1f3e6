"""`receiver mode`: how freely forecasts may act, and who said so."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from receiver import settings
from receiver.cli import said_by
from receiver.cli.exits import REFUSED, or_exit, stop
from receiver.cli.opened import opened
from receiver.cli.words import moment
from receiver.domain.mode import Mode, ModeChange
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.store import Modes

_UNSET = "unset"


@click.command("mode")
@click.argument("forecast", required=False)
@click.argument("mode", required=False, type=click.Choice([*(mode.value for mode in Mode), _UNSET]))
@click.option(
    "--by",
    default="the command line",
    callback=said_by.name,
    metavar="NAME",
    help="Who says so; stands in the record and in messages.",
)
@click.option("--reason", default="", help="Stands there, too.")
@click.option("--json", "as_json", is_flag=True, help="The changes as one JSON document.")
def mode_command(forecast: str | None, mode: str | None, by: str, reason: str, as_json: bool) -> None:
    """Show how freely forecasts may act, or bound one by hand until `unset`.

    The catalog's mode stays the ceiling: nothing that is set here goes beyond it.
    """
    configured = or_exit(settings.load)
    policy = or_exit(lambda: model.load(configured.policy_file))
    if forecast is not None and forecast not in policy.forecasts:
        stop(f"the policy knows no forecast {forecast!r}; it knows {', '.join(sorted(policy.forecasts))}")
    with opened() as stores:
        if forecast is not None and mode is not None:
            _set(stores.modes, forecast, None if mode == _UNSET else Mode(mode), by, reason)
        changes = stores.modes.changes(forecast=forecast)
        if as_json:
            click.echo(json.dumps([asdict(change) for change in changes], indent=2))
            return
        for line in _lines(stores.modes, policy, [forecast] if forecast else sorted(policy.forecasts)):
            click.echo(line)
    for change in changes if forecast else ():
        click.echo(f"  {written(change)}")


def written(change: ModeChange) -> str:
    """Return a change as a line."""
    what = change.mode.value if change.mode else "left to catalog and scorecard"
    return f"{moment(change.at_s)}  {what} by {change.by}" + (f": {change.reason}" if change.reason else "")


def _set(modes: Modes, forecast: str, mode: Mode | None, by: str, reason: str) -> None:
    if not modes.pin(forecast, mode, by, reason):
        click.echo("receiver: somebody else changed it at the same moment; look again", err=True)
        raise click.exceptions.Exit(REFUSED)


def _lines(modes: Modes, policy: Policy, names: list[str]) -> Iterator[str]:
    for name in names:
        found = modes.in_force(name, policy.forecasts[name].remediation)
        yield f"{name}: nothing can be done about it" if found is None else f"{name}: {found[0].value} ({found[1]})"

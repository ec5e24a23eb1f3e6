"""`receiver mode`: how freely forecasts may act, and who said so."""

import json
from dataclasses import asdict
from typing import NoReturn

import click

from receiver import settings
from receiver.cli import said_by
from receiver.cli.exits import REFUSED, or_exit, stop
from receiver.cli.opened import opened
from receiver.cli.words import moment
from receiver.domain.mode import Mode, ModeChange
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.store import Modes, Stores

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

    The catalog's mode stays the ceiling: nothing that is set here goes beyond it. Needs RECEIVER_DATABASE_URL only;
    what the catalog says is shown where RECEIVER_POLICY_FILE is set, too.
    """
    policy_file = settings.policy_file()
    policy = None if policy_file is None else or_exit(lambda: model.load(policy_file))
    with opened() as stores:
        names = _names(stores, policy)
        if forecast is not None and forecast not in names:
            _unknown(forecast, names, policy)
        if forecast is not None and mode is not None:
            _set(stores.modes, forecast, None if mode == _UNSET else Mode(mode), by, reason)
        changes = stores.modes.changes(forecast=forecast)
        if as_json:
            click.echo(json.dumps([asdict(change) for change in changes], indent=2))
            return
        for name in [forecast] if forecast else names:
            click.echo(f"{name}: {_standing(stores.modes, policy, name)}")
    if policy is None:
        click.echo("what the catalog says is not known: RECEIVER_POLICY_FILE is not set", err=True)
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


def _names(stores: Stores, policy: Policy | None) -> list[str]:
    """The policy's forecasts; without a policy those that are on record."""
    if policy is not None:
        return sorted(policy.forecasts)
    assessed = {name for name, _severity in stores.predictions.counts()}
    return sorted(assessed | {change.forecast for change in stores.modes.changes()})


def _unknown(forecast: str, names: list[str], policy: Policy | None) -> NoReturn:
    """A name that nobody knows would bound nothing, and whoever set it would feel safe."""
    if policy is not None:
        stop(f"the policy knows no forecast {forecast!r}; it knows {', '.join(names)}")
    on_record = f"those are {', '.join(names)}" if names else "there is none"
    stop(f"no forecast {forecast!r} is on record ({on_record}); set RECEIVER_POLICY_FILE to name one of the policy's")


def _standing(modes: Modes, policy: Policy | None, name: str) -> str:
    if policy is None:
        limit = modes.limit(name, earned=False)
        return "nothing is set by hand" if limit is None else f"at most {limit.mode.value} ({limit.reason})"
    found = modes.in_force(name, policy.forecasts[name].remediation)
    return "nothing can be done about it" if found is None else f"{found[0].value} ({found[1]})"

"""`receiver history`."""

import json
from dataclasses import asdict

import click

from receiver.cli import ago
from receiver.cli.mode import written
from receiver.cli.opened import opened
from receiver.cli.words import moment
from receiver.clock import SystemClock
from receiver.domain.history import Life


@click.command()
@click.option("--forecast", help="Only this forecast.")
@click.option("--target", metavar="KIND/NAMESPACE/NAME", help="Only what was decided about this target.")
@click.option("--since", callback=ago.seconds, default="1d", show_default=True, help="How far back: 30m, 12h, 7d.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
def history(forecast: str | None, target: str | None, since: float, as_json: bool) -> None:
    """Show what came of each alert: verdicts, decisions, questions, changes, messages."""
    with opened() as stores:
        since_s = SystemClock().now() - since
        lives = stores.history.lives(since_s, forecast, target)
        changes = [] if target else stores.modes.changes(since_s, forecast)
    if as_json:
        click.echo(json.dumps([asdict(life) for life in lives], indent=2, ensure_ascii=False))
        return
    for life in lives:
        click.echo(_head(life))
        for entry in life.entries:
            click.echo(f"  {moment(entry.at_s)}  {entry.what} {entry.id}: {entry.text}")
    for change in changes:
        click.echo(f"mode of {change.forecast}  {written(change)}")
    if not lives and not changes:
        click.echo("nothing happened", err=True)


def _head(life: Life) -> str:
    labels = dict(life.labels)
    forecast, severity = labels.pop("forecast", "?"), labels.pop("severity", "?")
    labels.pop("alertname", None)
    where = " ".join(f"{name}={text}" for name, text in sorted(labels.items()))
    error = f"  last error: {life.error}" if life.error else ""
    sent = f"since {moment(life.first_seen_s)}, last sent by Alertmanager {moment(life.last_seen_s)}"
    return f"episode {life.episode_id}  {forecast} {severity}  {where}  ({life.status}, {life.state}, {sent}){error}"

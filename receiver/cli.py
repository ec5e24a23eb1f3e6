"""The command line of the receiver."""

import os
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from receiver import bootstrap, settings
from receiver.clock import SystemClock
from receiver.errors import ConfigError
from receiver.policy import model
from receiver.policy.model import Policy
from receiver.settings import Settings

T = TypeVar("T")

_UNUSABLE = 2
"""Exit code when settings, policy or secrets are unusable."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Refine predictive alerts, act on them within bounds, and tell people.

    Settings come from RECEIVER_* environment variables; docs/receiver.md lists them.
    """


@main.command()
def serve() -> None:
    """Run the webhook and its worker in one process (gunicorn)."""
    configured, _ = _checked()
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:receiver.wsgi",
        f"--bind={configured.bind}",
        "--workers=1",
        "--worker-class=gthread",
        f"--threads={configured.threads}",
        "--no-control-socket",
        "receiver.wsgi:create()",
    ]
    os.execv(sys.executable, gunicorn)  # noqa: S606 (same interpreter, no shell: gunicorn takes the process over)


@main.command("check-config")
def check_config() -> None:
    """Check settings, policy and secrets; exit 2 when something is unusable."""
    _, policy = _checked()
    click.echo(f"usable: {len(policy.forecasts)} forecasts, catalog {policy.catalog_hash}")


@main.command("kill-switch")
@click.argument("state", type=click.Choice(["on", "off"]))
@click.option("--reason", default="", help="Shown in every message while acting is off.")
def kill_switch(state: str, reason: str) -> None:
    """Switch all acting off (`on`) or allow it again (`off`); alerts are still refined and told."""
    configured = _or_exit(settings.load)
    stores = _or_exit(lambda: bootstrap.open_stores(configured, SystemClock()))
    if state == "on":
        stores.kill_switch.turn_on(reason)
    else:
        stores.kill_switch.turn_off()
    still = stores.kill_switch.reason()
    stores.database.close()
    click.echo(f"acting is off: {still}" if still else "acting is allowed")


def _checked() -> tuple[Settings, Policy]:
    configured = _or_exit(settings.load)
    policy = _or_exit(lambda: model.load(configured.policy_file))
    missing = bootstrap.missing_secrets(configured, policy)
    if missing:
        _stop("\n  ".join([f"secrets are missing in {configured.secrets_dir}:", *missing]))
    return configured, policy


def _or_exit(step: Callable[[], T]) -> T:
    try:
        return step()
    except ConfigError as error:
        _stop(str(error))
        raise


def _stop(message: str) -> None:
    click.echo(f"receiver: {message}", err=True)
    raise click.exceptions.Exit(_UNUSABLE)

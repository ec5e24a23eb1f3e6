"""`receiver worker`."""

import click

from receiver.cli.checked import checked, reachable, shared_database
from receiver.cli.gunicorn import become

_THREADS = 2
"""For health checks and scrapes."""


@click.command()
def worker() -> None:
    """Work on what `serve --no-worker` has accepted, in a process of its own.

    Needs PostgreSQL. Answers health checks and scrapes on RECEIVER_WORKER_BIND.
    """
    configured, _ = checked()
    shared_database(configured)
    reachable(configured)
    become("create_worker()", configured.worker_bind, _THREADS)

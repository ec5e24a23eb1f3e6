"""`receiver serve`."""

import os
import sys

import click

from receiver.cli.checked import checked


@click.command()
def serve() -> None:
    """Run the webhook and its worker in one process (gunicorn)."""
    configured, _ = checked()
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

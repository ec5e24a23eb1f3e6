"""Hands the process over to gunicorn, which calls `receiver.wsgi`."""

import os
import sys
from typing import NoReturn


def become(application: str, bind: str, threads: int, *more: str) -> NoReturn:
    """Replace this process by gunicorn with one worker process.

    Args:
        application: call of a factory in `receiver.wsgi`, e.g. `create()`.
        more: further options of gunicorn.
    """
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config=python:receiver.wsgi",
        f"--bind={bind}",
        "--workers=1",
        f"--threads={threads}",
        "--no-control-socket",
        *more,
        f"receiver.wsgi:{application}",
    ]
    os.execv(sys.executable, command)  # noqa: S606 (same interpreter, no shell: gunicorn takes the process over)

"""`receiver serve`."""

import os
import ssl
import sys

import click

from receiver.cli.checked import checked
from receiver.settings import Settings


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
        f"--threads={configured.threads}",
        "--no-control-socket",
        *_tls(configured),
        "receiver.wsgi:create()",
    ]
    os.execv(sys.executable, gunicorn)  # noqa: S606 (same interpreter, no shell: gunicorn takes the process over)


def _tls(configured: Settings) -> list[str]:
    """With a client CA a connection without a certificate of it ends in the handshake, before a byte of HTTP."""
    if configured.tls_cert_file is None:
        return []
    own = [f"--certfile={configured.tls_cert_file}", f"--keyfile={configured.tls_key_file}"]
    if configured.tls_client_ca_file is None:
        return own
    return [*own, f"--ca-certs={configured.tls_client_ca_file}", f"--cert-reqs={ssl.CERT_REQUIRED.value}"]

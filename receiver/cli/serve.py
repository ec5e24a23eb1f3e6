"""`receiver serve`."""

import ssl

import click

from receiver.cli.checked import checked, reachable, shared_database
from receiver.cli.gunicorn import become
from receiver.settings import Settings


@click.command()
@click.option("--no-worker", is_flag=True, help="Accept only; `receiver worker` does the work. Needs PostgreSQL.")
def serve(no_worker: bool) -> None:
    """Run the webhook and its worker in one process (gunicorn)."""
    configured, _ = checked(works=not no_worker)
    if no_worker:
        shared_database(configured)
    else:
        reachable(configured)
    become("create_web()" if no_worker else "create()", configured.bind, configured.threads, *_tls(configured))


def _tls(configured: Settings) -> list[str]:
    """With a client CA a connection without a certificate of it ends in the handshake, before a byte of HTTP."""
    if configured.tls_cert_file is None:
        return []
    own = [f"--certfile={configured.tls_cert_file}", f"--keyfile={configured.tls_key_file}"]
    if configured.tls_client_ca_file is None:
        return own
    return [*own, f"--ca-certs={configured.tls_client_ca_file}", f"--cert-reqs={ssl.CERT_REQUIRED.value}"]

"""`python -m demo.pages`: the receiver's pages of what the last demo left behind.

Nothing works there: engines and cluster are gone, and what it has on record stays as the demo ended. That is why this is not
`receiver serve`, which with SQLite always works as well.
"""

import logging
import secrets
from pathlib import Path

import click
from flask import Flask
from loopback.ports import HOST
from werkzeug.serving import make_server

from demo.rules import REPOSITORY, policy_file
from receiver import bootstrap, settings

_NOWHERE = "http://127.0.0.1:9"
"""The discard port: nobody is asked there, because nothing works."""


def site(folder: Path) -> tuple[Flask, str]:
    """Return the pages of a demo's folder, and a token to log in with.

    Raises:
        FileNotFoundError: no demo with a receiver ended there.
    """
    database, policy, keys = folder / "receiver.db", policy_file(folder / "generated"), folder / "secrets"
    for path in (database, policy, keys):
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}: run `make demo` first")
    token = secrets.token_urlsafe(16)
    file = keys / "operator-token"
    file.touch(mode=0o600)
    file.write_text(token)
    environment = {
        "RECEIVER_DATABASE_URL": f"sqlite:///{database.resolve()}",
        "RECEIVER_POLICY_FILE": str(policy),
        "RECEIVER_SECRETS_DIR": str(keys),
        "RECEIVER_PROMETHEUS_URL": _NOWHERE,
    }
    return bootstrap.build(settings.load(environment), None).app, token


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--folder", type=click.Path(path_type=Path), default=REPOSITORY / ".demo", help="What the demo wrote.")
@click.option("--port", type=int, default=8080, show_default=True)
def main(folder: Path, port: int) -> None:
    """Show the pages of the last demo until Ctrl-C."""
    try:
        app, token = site(folder)
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from error
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(HOST, port, app, threaded=True)
    click.echo(f"http://{HOST}:{server.port}/ with any name and the token {token}; Ctrl-C ends it")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("ended")


if __name__ == "__main__":
    main()

"""`rulegen generate`."""

import sys
from pathlib import Path

import click

from rulegen.catalog.schema import MODES
from rulegen.generate.plan import Options, plan, read
from rulegen.generate.write import differences, write
from rulegen.outputs.alertmanager import Endpoint


@click.command()
@click.argument("catalogs", nargs=-1, required=True, metavar="CATALOG...")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder of the outputs.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 with a diff when the folder is not up to date.")
@click.option(
    "--compress",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Divide every duration, for demos and tests: 60 makes a minute a second.",
)
@click.option("--mode", type=click.Choice(MODES), help="Override remediation.mode of every entry.")
@click.option(
    "--receiver-url",
    default="http://predictive-reliability-engine:8080/api/v1/alerts",
    show_default=True,
    help="Where Alertmanager reaches the receiver.",
)
@click.option(
    "--credentials-file",
    default="/etc/alertmanager/secrets/predictive-reliability-engine/token",
    show_default=True,
    help="File beside Alertmanager that holds the receiver's bearer token.",
)
def generate(
    catalogs: tuple[str, ...],
    out: Path,
    check: bool,
    compress: int,
    mode: str | None,
    receiver_url: str,
    credentials_file: str,
) -> None:
    """Write rules, policy and routing for CATALOG files, folders or globs."""
    options = Options(compress, mode, Endpoint(receiver_url, credentials_file))
    files = plan(read(list(catalogs), options), options)
    if check:
        difference = differences(files, out)
        click.echo(difference, nl=False)
        sys.exit(1 if difference else 0)
    for path in write(files, out):
        click.echo(str(out / path))

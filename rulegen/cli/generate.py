"""`rulegen generate`."""

import re
import sys
from pathlib import Path

import click

from rulegen.catalog.schema import MODES
from rulegen.cli.bars import bars
from rulegen.generate.plan import PROMETHEUS_URL, Options, plan, read
from rulegen.generate.targets import TARGETS
from rulegen.generate.write import differences, write
from rulegen.outputs import matrix
from rulegen.outputs.alertmanager import Endpoint
from rulegen.outputs.mimir import MOST_GROUPS

_LABEL_VALUE = re.compile(r"([a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?)?")
_LABEL_KEY = re.compile(r"([a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?/)?[a-zA-Z0-9]([-._a-zA-Z0-9]{0,61}[a-zA-Z0-9])?")
"""https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set"""


def _version(_context: click.Context, _parameter: click.Parameter, text: str) -> matrix.Version:
    major, _, minor = text.partition(".")
    if not re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,9}", text) or (int(major), int(minor)) < matrix.OLDEST:
        raise click.BadParameter("a version like 2.42 or 3.5, not before 2.31")
    return int(major), int(minor)


def _labels(
    _context: click.Context, _parameter: click.Parameter, texts: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = [text.partition("=") for text in texts]
    for key, equals, value in pairs:
        if not equals or not _LABEL_KEY.fullmatch(key) or not _LABEL_VALUE.fullmatch(value):
            raise click.BadParameter(
                f"{key + equals + value!r} is not a Kubernetes label; write it like release=monitoring"
            )
        if key.startswith("app.kubernetes.io/"):
            raise click.BadParameter(f"{key} is set by the generator itself")
    return tuple((key, value) for key, _, value in pairs)


def _url(_context: click.Context, _parameter: click.Parameter, text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]\S*", text) or not text.isprintable():
        raise click.BadParameter(f"{text!r} is not a URL like http://host:8080/path")
    return text


def _secret(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[str, str]:
    named = re.fullmatch(r"([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)/([-._a-zA-Z0-9]{1,253})", text)
    if named is None:
        raise click.BadParameter(
            f"{text!r} does not name a Secret and its key; write it like receiver/alertmanager-token"
        )
    return named[1], named[2]


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
    callback=_url,
    help="Where Alertmanager reaches the receiver.",
)
@click.option(
    "--credentials-file",
    default="/etc/alertmanager/secrets/predictive-reliability-engine/token",
    show_default=True,
    help="File beside Alertmanager that holds the receiver's bearer token.",
)
@click.option(
    "--credentials-secret",
    default="predictive-reliability-engine/token",
    show_default=True,
    metavar="NAME/KEY",
    callback=_secret,
    help="The same for the operator's AlertmanagerConfig: a Secret beside it.",
)
@click.option(
    "--target", "targets", multiple=True, type=click.Choice(list(TARGETS)), help="Only these outputs; repeatable."
)
@click.option(
    "--prometheus-version",
    default="2.42",
    show_default=True,
    callback=_version,
    help="Oldest server that must take the rules.",
)
@click.option("--mimir-max-groups", default=MOST_GROUPS, show_default=True, help="Rule groups a Mimir tenant may have.")
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_labels,
    help="Metadata label of the Kubernetes resources, which operators select by; repeatable.",
)
@click.option(
    "--prometheus-url",
    default=PROMETHEUS_URL,
    show_default=True,
    callback=_url,
    help="Where KEDA reaches Prometheus (autoscaling).",
)
def generate(
    catalogs: tuple[str, ...],
    out: Path,
    check: bool,
    compress: int,
    mode: str | None,
    receiver_url: str,
    credentials_file: str,
    credentials_secret: tuple[str, str],
    targets: tuple[str, ...],
    prometheus_version: matrix.Version,
    mimir_max_groups: int,
    labels: tuple[tuple[str, str], ...],
    prometheus_url: str,
) -> None:
    """Write rules, policy and routing for CATALOG files, folders or globs."""
    endpoint = Endpoint(receiver_url, credentials_file, credentials_secret)
    wanted = targets or tuple(TARGETS)
    options = Options(compress, mode, endpoint, wanted, prometheus_version, mimir_max_groups, labels, prometheus_url)
    with bars(sys.stderr) as told:
        planned = plan(read(list(catalogs), options), options, told)
        changed = [] if check else write(planned.files, out, wanted, told)
    for note in planned.notes:
        click.echo(f"note: {note}", err=True)
    if check:
        difference = differences(planned.files, out, wanted)
        click.echo(difference, nl=False)
        sys.exit(1 if difference else 0)
    for path in changed:
        click.echo(str(out / path))

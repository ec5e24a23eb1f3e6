"""`rulegen diff`."""

import sys
from pathlib import PurePosixPath

import click
import yaml

from rulegen.cli.defaults import plain_options
from rulegen.generate.drift import State, cluster_state, drift, planned_state, running_state
from rulegen.generate.plan import plan, read
from rulegen.generate.prometheus import Prometheus


@click.command()
@click.argument("catalogs", nargs=-1, required=True, metavar="CATALOG...")
@click.option("--prometheus", metavar="URL", help="Compare with the rules of this server.")
@click.option("--cluster", is_flag=True, help="Compare with the PrometheusRule resources of a cluster.")
@click.option("--context", help="Context of the kubeconfig, with --cluster.")
def diff(catalogs: tuple[str, ...], prometheus: str | None, cluster: bool, context: str | None) -> None:
    """Compare CATALOG files with what runs; exit 1 when it differs, 3 when nobody answers."""
    if (prometheus is None) != cluster:
        raise click.UsageError("give either --prometheus URL or --cluster")
    target = "kubernetes" if cluster else "prometheus"
    files = plan(read(list(catalogs), plain_options(target)), plain_options(target)).files
    running = cluster_state(context) if prometheus is None else running_state(Prometheus(prometheus))
    lines = drift(_planned(files), running)
    for line in lines:
        click.echo(line)
    sys.exit(1 if lines else 0)


def _planned(files: dict[PurePosixPath, str]) -> State:
    state: State = {}
    for text in files.values():
        content = yaml.load(text, Loader=yaml.CSafeLoader)
        state |= planned_state(content.get("groups") or content["spec"]["groups"])
    return state

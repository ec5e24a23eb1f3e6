"""`python -m demo`: a predicted out-of-memory, prevented."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from controlplane.build import built
from controlplane.cluster import PlaneCluster
from engines import EnginesError, locate
from localcluster import LocalCluster, manifests
from realcluster import RealCluster
from rich.console import Console
from rich.live import Live

from demo import post, screen, summary, world
from demo.play import play
from demo.rules import REPOSITORY
from demo.story import Story
from demo.timeline import Timeline

_MANIFESTS = ("namespace", "workloads", "services", "autoscaler")
_ON_THE_STAND_IN = ("volume",)
_ON_A_CONTROL_PLANE = ("namespace", "workloads", "services", "volume")
"""Without the autoscaler: nobody tells it of CPU there, and without that it would not lower the replicas again."""
_WIDTH = 150
AnyCluster = LocalCluster | RealCluster | PlaneCluster
_INTRODUCTION = (
    "[dim]A real Prometheus and a real Alertmanager (fetched once, into .engines), and apps that run out of something.\n"
    "A minute of the shipped catalog is a second here: the first forecast comes after about one minute, the end after three.[/]"
)


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--without-receiver", is_flag=True, help="Run the same leak with nobody to prevent the kill.")
@click.option(
    "--generation", type=click.Choice(["2", "3"]), help="Prometheus' major version; default: what PATH has, else 2."
)
@click.option("--context", help="Run on this kubeconfig context instead of the local stand-in for a cluster.")
@click.option(
    "--control-plane", is_flag=True, help="Run on a real control plane, which is built first (six minutes, once)."
)
@click.option("--folder", type=click.Path(path_type=Path), default=REPOSITORY / ".demo", help="For logs and databases.")
@click.option("--picture", type=click.Path(path_type=Path), help="Save the last screen as an SVG.")
def main(
    without_receiver: bool,
    generation: str | None,
    context: str | None,
    control_plane: bool,
    folder: Path,
    picture: Path | None,
) -> None:
    """Three resources that run out, on the real engines, sixty times compressed. Exit code 0 only if every claim held."""
    console = Console(width=None if sys.stdout.isatty() else _WIDTH)
    console.print(_INTRODUCTION)
    try:
        world.fresh_folder(folder)
        cluster = _cluster(folder / "cluster", context, control_plane)
        checks, story = _run(console, cluster, generation, folder, with_receiver=not without_receiver)
    except EnginesError as error:
        console.print(f"[bold red]the demo cannot run:[/] {error}")
        raise click.exceptions.Exit(2) from error
    except KeyboardInterrupt as error:
        console.print("stopped; nothing is left running")
        raise click.exceptions.Exit(130) from error
    results = summary.table(checks)
    console.print(results)
    pages = "" if without_receiver else "the receiver's pages: make demo-pages; "
    console.print(f"[dim]logs: {folder}; {pages}on a cluster of yours: docs/quickstart.md[/]")
    if picture is not None:
        screen.save_picture(picture, screen.render(story, _title(not without_receiver), milestones=40), results)
    raise click.exceptions.Exit(0 if all(check.held for check in checks) else 1)


def _run(
    console: Console, cluster: AnyCluster, generation: str | None, folder: Path, *, with_receiver: bool
) -> tuple[list[summary.Check], Story]:
    timeline = Timeline()
    engines = locate(int(generation) if generation else None)
    console.print(
        f"[dim]Prometheus {_dotted(engines.prometheus_version)}, Alertmanager {_dotted(engines.alertmanager_version)}[/]"
    )
    with cluster:
        cluster.wait_ready()
        rate = timeline.rush_requests_per_s
        with world.running(folder, engines, cluster, with_receiver=with_receiver, rate_per_s=rate) as running:
            with _screen(console, _title(with_receiver)) as show:
                story = play(running, timeline, show)
            if running.receiver is None:
                return summary.without_receiver(story), story
            return summary.with_receiver(story, post.count(running.receiver.database, running.sinks)), story


def _cluster(folder: Path, context: str | None, control_plane: bool) -> AnyCluster:
    if context:
        return RealCluster(folder, _documents(_MANIFESTS), context=context)
    if control_plane:
        return PlaneCluster(folder, _documents(_ON_A_CONTROL_PLANE), built())
    return LocalCluster(folder, _documents(_MANIFESTS + _ON_THE_STAND_IN))


def _documents(names: Iterable[str]) -> list[dict[str, Any]]:
    return manifests.read(REPOSITORY / "demo-app" / "manifests" / f"{name}.yaml" for name in names)


@contextmanager
def _screen(console: Console, title: str) -> Iterator[Callable[[Story], None]]:
    """Show the story live on a terminal, and as lines elsewhere."""
    if not console.is_terminal:
        shown = 0

        def lines(story: Story) -> None:
            nonlocal shown
            shown = screen.print_new(console, story, shown)

        yield lines
        return
    with Live(console=console, refresh_per_second=4) as live:
        yield lambda story: live.update(screen.render(story, title))


def _title(with_receiver: bool) -> str:
    return "Predictive Reliability Engine" if with_receiver else "The same leak without the receiver"


def _dotted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    main()

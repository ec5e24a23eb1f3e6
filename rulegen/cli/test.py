"""`rulegen test`."""

import sys
from pathlib import Path

import click

from rulegen.generate.promtool import find_promtool, judge, untested


@click.command("test")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--promtool",
    "promtools",
    multiple=True,
    default=["promtool"],
    help="promtool to judge with; repeat for several majors.",
)
@click.option("--only", default="*", metavar="GLOB", help="Only forecasts whose name matches.")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Tests that run at once.")
def test(folder: Path, promtools: tuple[str, ...], only: str, jobs: int) -> None:
    """Run the tests in FOLDER (as written by `rulegen generate`) with promtool; exit 1 when one fails or a rule has none."""
    missing = untested(folder)
    for line in missing:
        click.echo(f"no test: {line}")
    failed = len(missing)
    for promtool in map(find_promtool, promtools):
        for judgement in judge(promtool, folder, only, jobs):
            click.echo(f"{'passed' if judgement.passed else 'FAILED'}  {judgement.promtool}  {judgement.file}")
            if not judgement.passed:
                click.echo(judgement.output)
                failed += 1
    sys.exit(1 if failed else 0)

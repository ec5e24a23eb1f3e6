"""`receiver render`."""

import json
from pathlib import Path

import click

from receiver import bootstrap
from receiver.cli.exits import or_exit
from receiver.errors import ConfigError
from receiver.notifiers.drawing import carried, drawn
from receiver.notifiers.examples import KINDS, example


@click.command()
@click.option("--notifier", type=click.Choice(bootstrap.PREVIEWED), required=True, help="Whose message to show.")
@click.option(
    "--event", "kind", type=click.Choice(KINDS), default="acted", show_default=True, help="What it is to be about."
)
@click.option(
    "--templates",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with templates that replace the shipped words.",
)
@click.option("--png", type=click.Path(path_type=Path), metavar="FILE", help="Write the picture of the forecast, too.")
def render(notifier: str, kind: str, templates: Path | None, png: Path | None) -> None:
    """Show the message that a notifier would send about a made-up event; nothing is sent, nothing needs to be set.

    With --templates, a template that fails ends the command (2) instead of being replaced by the shipped one.
    """
    event = example(kind)
    shown = or_exit(lambda: bootstrap.preview(notifier, templates)).render(event)
    click.echo("nothing is sent" if shown is None else json.dumps(_readable(shown.body), indent=2, ensure_ascii=False))
    if png is not None:
        or_exit(lambda: _write(png, drawn(carried(event))))
        click.echo(f"drawn: {png}")


def _readable(body: object) -> object:
    """Without the picture's samples."""
    if not isinstance(body, dict):
        return body
    return {name: "…" if name == "picture" and value else value for name, value in body.items()}


def _write(path: Path, picture: tuple[bytes, str] | None) -> None:
    if picture is None:
        raise ConfigError("no picture can be drawn: it needs matplotlib, the extra `plots`")
    try:
        path.write_bytes(picture[0])
    except OSError as error:
        raise ConfigError(f"cannot write {path}: {error}") from error

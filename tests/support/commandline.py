"""The receiver's command line, as its tests call it."""

from collections.abc import Mapping

from click.testing import CliRunner, Result

from receiver.cli import main


def run(environment: Mapping[str, str | None], *arguments: str) -> Result:
    """Call one command in this process, with this environment on top; None takes a variable away."""
    return CliRunner().invoke(main, list(arguments), env=environment)

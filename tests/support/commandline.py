"""The receiver's command line, as its tests call it."""

from click.testing import CliRunner, Result

from receiver.cli import main


def run(environment: dict[str, str], *arguments: str) -> Result:
    """Call one command in this process, with this environment on top."""
    return CliRunner().invoke(main, list(arguments), env=environment)

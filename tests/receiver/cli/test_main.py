import pytest

from tests.support.commandline import run


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["serve", "--help"], ["kill-switch", "-h"]])
def test_help_needs_no_settings(arguments: list[str]) -> None:
    result = run({}, *arguments)
    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_the_help_names_every_command() -> None:
    shown = run({}, "--help").output
    assert all(f"  {name} " in shown for name in ("serve", "check-config", "kill-switch"))

import pytest

from tests.support.commandline import run

_COMMANDS = (["approve", "c0ffee12"], ["kill-switch", "on"], ["mode", "memory", "dry-run"])


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 129])
def test_a_name_that_cannot_be_kept_or_shown_is_refused(
    environment: dict[str, str], command: list[str], name: str
) -> None:
    result = run(environment, *command, "--by", name)
    assert (result.exit_code, "say who, in 1 to 128 printable characters" in result.stderr) == (2, True)
    assert run(environment, "kill-switch", "status").output == "acting is allowed\n"

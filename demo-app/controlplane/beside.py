"""Runs a command beside something that it needs: it does not outlive it, and does not wait for what has failed."""

import subprocess
from collections.abc import Callable, Mapping, Sequence

from engines.errors import EnginesError

LOOK_S = 0.5
GRACE_S = 5.0


def run_beside(
    argv: Sequence[str], environment: Mapping[str, str], failure: Callable[[], str], grace_s: float = GRACE_S
) -> int:
    """Return the command's exit code.

    Args:
        failure: says what has failed of what the command needs; empty while nothing has.
        grace_s: how long the command has to end when it is asked to.

    Raises:
        EnginesError: there is no such command, or something has failed; the command has been ended then.
    """
    try:
        command = subprocess.Popen(argv, env=environment)
    except OSError as error:
        raise EnginesError(f"{argv[0]}: {error.strerror}") from error
    try:
        while True:
            try:
                return command.wait(LOOK_S)
            except subprocess.TimeoutExpired:
                if reason := failure():
                    raise EnginesError(reason) from None
    finally:
        _end(command, grace_s)


def _end(command: "subprocess.Popen[bytes]", grace_s: float) -> None:
    command.terminate()  # nothing, where it has ended
    try:
        command.wait(grace_s)
    except subprocess.TimeoutExpired:
        command.kill()
        command.wait()

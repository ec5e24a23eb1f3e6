"""Programs started by the demo, and their certain end.

Each runs in a process group of its own, so that Ctrl-C on the terminal reaches only the demo, which then stops them in order.
Should the demo itself be killed, the kernel ends them (PR_SET_PDEATHSIG, through setpriv(1)).
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from engines.errors import EnginesError

TAIL_BYTES = 2000

# The kernel's "parent" is the thread that forked: the child of a thread that ends is killed with it. So one thread that
# lives as long as this process starts them all, whoever asks.
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="process-starter")


class Process:
    """One program, started by construction; its output goes to a log file.

    Args:
        name: what people call it.
        argv: the program and its arguments.
        log: file its output is appended to.
        env: its whole environment; None inherits ours.
        cwd: where it runs.
        parent_death: the signal it gets when we die: KILL for a single process, TERM for one with children.

    Raises:
        EnginesError: there is no such program.
    """

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        parent_death: str = "KILL",
    ) -> None:
        if shutil.which(argv[0], path=(env or os.environ).get("PATH")) is None:
            raise EnginesError(f"{name}: there is no program {argv[0]}")
        self.name = name
        self.log = log
        command = ["setpriv", "--pdeathsig", parent_death, "--", *argv]
        with log.open("ab") as output:
            started = _starter.submit(
                subprocess.Popen,
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
            try:
                self._popen: subprocess.Popen[bytes] = started.result()
            except FileNotFoundError as error:
                raise EnginesError(f"{name}: cannot start: {error}") from error

    @property
    def pid(self) -> int:
        """Process id, which is also its group's."""
        return self._popen.pid

    def exit_code(self) -> int | None:
        """As a shell would see it (137 for SIGKILL); None while it runs."""
        code = self._popen.poll()
        return code if code is None else _as_shell(code)

    def wait(self, timeout_s: float) -> int:
        """Wait for it to end by itself.

        Returns: its exit code.

        Raises:
            EnginesError: it still runs.
        """
        try:
            self._popen.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise EnginesError(f"{self.name} still runs after {timeout_s:g} s") from error
        return _as_shell(self._popen.returncode)

    def stop(self, grace_s: float = 5.0) -> None:
        """Ask the group to end, insist after the grace. Does nothing to one that has ended."""
        self._signal(signal.SIGTERM)
        try:
            self._popen.wait(grace_s)
        except subprocess.TimeoutExpired:
            self.kill()
        self._signal(signal.SIGKILL)  # what it may have started and not ended

    def kill(self) -> None:
        """End the group at once."""
        self._signal(signal.SIGKILL)
        self._popen.wait()

    def log_tail(self) -> str:
        """The end of what it said."""
        with self.log.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(0, size - TAIL_BYTES))
            return log.read().decode(errors="replace")

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):  # the group is empty: what we want
            os.killpg(self.pid, number)


def _as_shell(code: int) -> int:
    return 128 - code if code < 0 else code

"""A set of programs that are stopped together, last started first."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from engines.process import Process
from engines.ready import wait_ready


class Supervisor:
    """Starts programs inside a `with` block and stops them at its end, whatever ended it.

    Args:
        logs: folder for one log file per program; made if missing.
    """

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._processes: list[Process] = []

    def start(
        self,
        name: str,
        argv: Sequence[str],
        *,
        ready_url: str | None = None,
        timeout_s: float = 30.0,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        parent_death: str = "KILL",
    ) -> Process:
        """Start a program, and wait until `ready_url` answers 2xx when one is given.

        Raises:
            EnginesError: it does not start or does not become ready; it has been stopped then.
        """
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{name}.log"
        process = Process(name, argv, log, env=env, cwd=cwd, parent_death=parent_death)
        self._processes.append(process)
        if ready_url is not None:
            try:
                wait_ready(process, ready_url, timeout_s)
            except BaseException:
                self.stop(process)
                raise
        return process

    def stop(self, process: Process) -> None:
        """Stop one of them early."""
        process.stop()
        self._processes.remove(process)

    def ended(self) -> list[Process]:
        """Those that ended without having been asked to."""
        return [process for process in self._processes if process.exit_code() is not None]

    def stop_all(self) -> None:
        """Stop what runs, last started first."""
        while self._processes:
            self._processes.pop().stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

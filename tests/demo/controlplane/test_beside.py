"""A command beside something that it needs."""

import sys
from pathlib import Path

import pytest
from controlplane.beside import run_beside
from engines.errors import EnginesError


def _python(*lines: str) -> list[str]:
    return [sys.executable, "-c", "\n".join(lines)]


def test_its_exit_code_and_environment_are_passed_on() -> None:
    command = _python("import os, sys", "sys.exit(int(os.environ['CODE']))")
    assert run_beside(command, {"CODE": "7"}, lambda: "") == 7


def test_what_is_not_there_is_said() -> None:
    with pytest.raises(EnginesError, match="no-such-command: No such file"):
        run_beside(["no-such-command"], {}, lambda: "")


def test_a_failure_ends_the_command_at_once_and_is_the_reason(tmp_path: Path) -> None:
    command = _python(f"open({str(tmp_path / 'began')!r}, 'w')", "import time", "time.sleep(600)")

    def failure() -> str:
        return "etcd ended with 1" if (tmp_path / "began").exists() else ""

    with pytest.raises(EnginesError, match="etcd ended with 1"):
        run_beside(command, {}, failure)


def test_a_command_that_will_not_end_is_ended(tmp_path: Path) -> None:
    began = str(tmp_path / "began")
    stubborn = _python(
        "import os, signal, time",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
        f"open({began!r}, 'w').write(str(os.getpid()))",
        "time.sleep(600)",
    )

    def interrupted() -> str:
        if Path(began).exists() and Path(began).read_text():
            raise KeyboardInterrupt
        return ""

    with pytest.raises(KeyboardInterrupt):
        run_beside(stubborn, {}, interrupted, grace_s=0.2)
    assert not Path("/proc", Path(began).read_text()).exists()
